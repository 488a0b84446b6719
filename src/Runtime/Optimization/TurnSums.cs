using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Runtime.Optimization;

/// <summary>Forms sums of a body's values over all turns without the turns' own sums, where a contraction or a stack that exists anyway gives them.</summary>
internal sealed class TurnSums(GraphBuilder builder, SinkingPlan plan, AllTurns turns, Func<Node, bool> isStacked)
{
    private const int MaximumDepth = 64;

    /// <summary>The sum of the value over all turns; null where it is better formed turn by turn.</summary>
    public Node? Of(Node node, int depth = 0)
    {
        if (depth > MaximumDepth)
            return null;
        if (isStacked(node))
            return builder.Sum(turns.Of(node).Value, [0]);
        if (node.Operator == ArithmeticOperators.Add || node.Operator == ArithmeticOperators.Subtract)
            return Of(node.Inputs[0], depth + 1) is { } left && Of(node.Inputs[1], depth + 1) is { } right ? Again(node, left, right) : null;
        if (node.Operator == ArithmeticOperators.Multiply)
        {
            return UniformValue.Of(node.Inputs[1]) is not null ? Scaled(node, 0, depth)
                : UniformValue.Of(node.Inputs[0]) is not null ? Scaled(node, 1, depth)
                : null;
        }

        if (node.Operator == ArithmeticOperators.Negate || IsLinearMovement(node) || IsWidening(node))
            return Of(node.Inputs[0], depth + 1) is { } inner ? Again(node, inner) : null;
        if (node.Operator == ContractionOperators.Contract)
            return plan.MayStackOperands(node) ? OfContraction(node, depth) : null;
        return node.Operator == ReductionOperators.Sum && isStacked(node.Inputs[0]) ? OfSum(node) : null;
    }

    private Node? OfContraction(Node node, int depth)
    {
        var (left, leftDiffers) = turns.Of(node.Inputs[0]);
        var (right, rightDiffers) = turns.Of(node.Inputs[1]);
        if (leftDiffers && rightDiffers)
            return LeadingAxis.SumContraction(builder, node.AttributesAs<ContractionAttributes>(), left, right);
        if (rightDiffers)
            return Of(node.Inputs[1], depth + 1) is { } sum ? Again(node, left, sum) : null;
        return leftDiffers && Of(node.Inputs[0], depth + 1) is { } total ? Again(node, total, right) : null;
    }

    private Node? OfSum(Node node)
    {
        var (value, differs) = turns.Of(node.Inputs[0]);
        return differs ? builder.Reshape(builder.Sum(value, [0, .. node.AttributesAs<ReductionAttributes>().Axes.Select(static axis => axis + 1)]), node.Shape) : null;
    }

    private Node? Scaled(Node node, int factor, int depth) =>
        Of(node.Inputs[factor], depth + 1) is { } sum ? Again(node, factor == 0 ? [sum, turns.Of(node.Inputs[1]).Value] : [turns.Of(node.Inputs[0]).Value, sum]) : null;

    private Node Again(Node node, params ImmutableArray<Node> inputs) => builder.CreateTyped(node.Operator, inputs, node.Attributes, node.Type, node.Location);

    // A sum in 32 bits of products that are rounded to 16: the sum of all products is rounded once instead.
    private static bool IsWidening(Node node) =>
        node.Operator == ConversionOperators.Cast && node.Element == ElementType.Float32 && node.Inputs[0].Element is ElementType.Float16 or ElementType.BFloat16;

    private static bool IsLinearMovement(Node node) =>
        node.Operator == MovementOperators.Transpose || node.Operator == MovementOperators.Reshape || node.Operator == MovementOperators.Unsqueeze
        || node.Operator == MovementOperators.Squeeze || node.Operator == MovementOperators.Broadcast || node.Operator == MovementOperators.Slice
        || node.Attributes is PadAttributes { Value: 0 };
}
