using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Runtime.Optimization;

/// <summary>
/// Moves the transposition of what is computed element by element from a contraction to the contraction, which can store its result in any order: the
/// elements are then computed in the order in which they are asked for, and never moved.
/// </summary>
internal sealed class TranspositionSinking
{
    private const int MaximumDepth = 32;

    private readonly GraphBuilder builder = new();
    private readonly Dictionary<Node, Node> rewritten = new(ReferenceEqualityComparer.Instance);
    private readonly UseCounts uses;

    private TranspositionSinking(UseCounts uses)
    {
        this.uses = uses;
    }

    public static ImmutableArray<Node> Apply(ImmutableArray<Node> roots, IReadOnlySet<Node> supplied)
    {
        var sinking = new TranspositionSinking(new UseCounts(roots, supplied));
        return GraphRebuilder.Rebuild(roots, supplied, sinking.Rewrite);
    }

    private Node Rewrite(Node node, ImmutableArray<Node> inputs)
    {
        var attributes = node.Attributes.InnerBody is { } body ? Pass.Inside(node.Attributes, body, Apply) : node.Attributes;
        var result = node.Attributes is PermutationAttributes { Axes: var order } && node.Inputs[0].Operator.IsElementwise && LeadsToContraction(node.Inputs[0], 0)
            ? Transposed(node.Inputs[0], order, 0)
            : GraphRebuilder.WithInputs(builder, node, inputs, attributes);
        rewritten.Add(node, result);
        return result;
    }

    private bool LeadsToContraction(Node node, int depth)
    {
        if (depth == MaximumDepth || !uses.IsReadOnce(node))
            return false;
        if (node.Operator == ContractionOperators.Contract)
            return true;
        return node.Operator.IsElementwise && node.Inputs.Any(input => LeadsToContraction(input, depth + 1));
    }

    private Node Transposed(Node node, ImmutableArray<int> order, int depth)
    {
        var type = node.Type with { Shape = new Shape([.. order.Select(axis => node.Shape[axis])]) };
        if (node.Operator.IsElementwise && depth < MaximumDepth && uses.IsReadOnce(node))
            return builder.CreateTyped(node.Operator, [.. node.Inputs.Select(input => Transposed(input, order, depth + 1))], node.Attributes, type, node.Location);
        if (UniformValue.Of(node) is { } value)
            return UniformValue.Create(builder, value, type, node.Location);
        var source = rewritten.GetValueOrDefault(node, node);
        if (source.Operator == MovementOperators.Broadcast && KeepsLast(order, source.Inputs[0].Type.Rank))
            return builder.CreateTyped(source.Operator, source.Inputs, new ShapeAttributes(type.Shape), type, node.Location);
        return builder.CreateTyped(MovementOperators.Transpose, [source], new PermutationAttributes(order), type, node.Location);
    }

    private static bool KeepsLast(ImmutableArray<int> order, int count)
    {
        for (var axis = order.Length - count; axis < order.Length; axis++)
        {
            if (order[axis] != axis)
                return false;
        }

        return true;
    }
}
