using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;

namespace Dsl.Runtime.Optimization;

/// <summary>Moves a literal factor or divisor of a contraction to an operand with fewer elements, where nothing else reads the contraction: none is computed twice.</summary>
internal static class ContractionScaling
{
    public static ImmutableArray<Node> Apply(ImmutableArray<Node> roots, IReadOnlySet<Node> supplied)
    {
        var uses = new UseCounts(roots, supplied);
        var builder = new GraphBuilder();
        return GraphRebuilder.Rebuild(roots, supplied, (node, inputs) =>
        {
            var attributes = node.Attributes.InnerBody is { } body ? Pass.Inside(node.Attributes, body, Apply) : node.Attributes;
            return ScaleOperand(builder, node, inputs, uses) ?? GraphRebuilder.WithInputs(builder, node, inputs, attributes);
        });
    }

    private static Node? ScaleOperand(GraphBuilder builder, Node node, ImmutableArray<Node> inputs, UseCounts uses)
    {
        if (ArithmeticRules.MovableScaleOf(node) is not var (original, factor, by) || original.Operator != ContractionOperators.Contract || !uses.IsReadOnce(original))
            return null;
        var product = inputs[0];
        if (product.Operator != ContractionOperators.Contract)
            return null;
        var side = NodeCosts.Count(product.Inputs[0]) <= NodeCosts.Count(product.Inputs[1]) ? 0 : 1;
        var x = product.Inputs[side];
        if (NodeCosts.Count(x) >= NodeCosts.Count(node))
            return null;
        var scaled = builder.CreateTyped(
            by, [x, UniformValue.Create(builder, factor, x)], OperatorAttributes.None, x.Type, node.Location);
        return builder.CreateTyped(product.Operator, product.Inputs.SetItem(side, scaled), product.Attributes, node.Type, product.Location);
    }
}
