using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Runtime.Optimization;

/// <summary>
/// Moves a literal factor or divisor of a contraction to an operand with fewer elements, or to one that is there with that factor already, as the questions of an attention are for
/// their scores' gradient, where nothing else reads the contraction: none is computed twice.
/// </summary>
internal sealed class ContractionScaling
{
    private readonly GraphBuilder builder = new();
    private readonly Dictionary<Node, List<(Node Scaled, double Factor)>> scaledOperands = new(ReferenceEqualityComparer.Instance);
    private readonly UseCounts uses;

    private ContractionScaling(UseCounts uses)
    {
        this.uses = uses;
    }

    public static ImmutableArray<Node> Apply(ImmutableArray<Node> roots, IReadOnlySet<Node> supplied)
    {
        var scaling = new ContractionScaling(new UseCounts(roots, supplied));
        return GraphRebuilder.Rebuild(roots, supplied, scaling.Rewrite);
    }

    private Node Rewrite(Node node, ImmutableArray<Node> inputs)
    {
        if (ScaleOperand(node, inputs) is { } moved)
            return moved;
        var attributes = node.Attributes.InnerBody is { } body ? Pass.Inside(node.Attributes, body, Apply) : node.Attributes;
        var result = GraphRebuilder.WithInputs(builder, node, inputs, attributes);
        Note(result);
        return result;
    }

    private Node? ScaleOperand(Node node, ImmutableArray<Node> inputs)
    {
        if (ArithmeticRules.MovableScaleOf(node) is not var (original, factor, by) || original.Operator != ContractionOperators.Contract || !uses.IsReadOnce(original))
            return null;
        var product = inputs[0];
        if (product.Operator != ContractionOperators.Contract)
            return null;
        for (var place = 0; place < product.Inputs.Length; place++)
        {
            if (Known(product.Inputs[place], by == ArithmeticOperators.Divide ? 1 / factor : factor) is { } known)
                return builder.CreateTyped(product.Operator, product.Inputs.SetItem(place, known), product.Attributes, node.Type, product.Location);
        }

        var side = NodeCosts.Count(product.Inputs[0]) <= NodeCosts.Count(product.Inputs[1]) ? 0 : 1;
        var x = product.Inputs[side];
        if (NodeCosts.Count(x) >= NodeCosts.Count(node))
            return null;
        var scaled = builder.CreateTyped(
            by, [x, UniformValue.Create(builder, factor, x)], OperatorAttributes.None, x.Type, node.Location);
        Note(scaled);
        return builder.CreateTyped(product.Operator, product.Inputs.SetItem(side, scaled), product.Attributes, node.Type, product.Location);
    }

    private void Note(Node node)
    {
        if (ArithmeticRules.MovableScaleOf(node) is not var (x, factor, by))
            return;
        if (!scaledOperands.TryGetValue(x, out var list))
            scaledOperands.Add(x, list = []);
        list.Add((node, by == ArithmeticOperators.Divide ? 1 / factor : factor));
    }

    // A divisor and its reciprocal, each rounded once, are the same factor.
    private Node? Known(Node x, double factor)
    {
        var rounding = x.Element == ElementType.Float64 ? 4.5e-16 : 2.4e-7;
        foreach (var (scaled, known) in scaledOperands.GetValueOrDefault(x) ?? [])
        {
            if (Math.Abs(known - factor) <= rounding * Math.Abs(factor))
                return scaled;
        }

        return null;
    }
}
