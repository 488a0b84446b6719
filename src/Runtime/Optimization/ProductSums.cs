using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Runtime.Optimization;

/// <summary>
/// Sums of a table times a contraction, from a contraction of the table that is there already: sum over j of a[i, j] * sum over d of b[i, d] * c[j, d] is the sum over d of
/// b[i, d] times the sum over j of a[i, j] * c[j, d]. The gradient of softmax asks for such sums: of an attention's weights times their gradients, which are sums of its results times
/// the gradients of these, over far fewer numbers.
/// </summary>
internal sealed class ProductSums
{
    // What 16-bit floats have lost beyond comes back by no factor, which they might not hold either.
    private const double LargestRatioOfHalves = 1024;

    private readonly GraphBuilder builder = new();
    private readonly Dictionary<Node, Node> rewritten = new(ReferenceEqualityComparer.Instance);
    private readonly ILookup<Node, Node> contractionsOf;
    private readonly IReadOnlyDictionary<Node, Node> transposed;

    private ProductSums(ILookup<Node, Node> contractionsOf, IReadOnlyDictionary<Node, Node> transposed)
    {
        (this.contractionsOf, this.transposed) = (contractionsOf, transposed);
    }

    public static ImmutableArray<Node> Apply(ImmutableArray<Node> roots, IReadOnlySet<Node> supplied)
    {
        var contractions = new List<(Node Operand, Node Contraction)>();
        var transposed = new Dictionary<Node, Node>(ReferenceEqualityComparer.Instance);
        GraphRebuilder.Rebuild(roots, supplied, (node, _) =>
        {
            if (node.Operator == ContractionOperators.Contract && node.Element.IsFloat())
                contractions.AddRange(node.Inputs.Select(input => (ArrangedValue.Of(input).Source, node)));
            if (node.Operator == MovementOperators.Transpose)
                transposed.TryAdd(node.Inputs[0], node);
            return node;
        });
        var sums = new ProductSums(contractions.ToLookup<(Node Operand, Node Contraction), Node, Node>(static pair => pair.Operand, static pair => pair.Contraction, ReferenceEqualityComparer.Instance), transposed);
        return GraphRebuilder.Rebuild(roots, supplied, sums.Rewrite);
    }

    private Node Rewrite(Node node, ImmutableArray<Node> inputs)
    {
        var attributes = node.Attributes.InnerBody is { } body ? Pass.Inside(node.Attributes, body, Apply) : node.Attributes;
        var result = FromContraction(node) ?? GraphRebuilder.WithInputs(builder, node, inputs, attributes);
        rewritten.TryAdd(node, result);
        return result;
    }

    private Node? FromContraction(Node node)
    {
        if (node.Operator != ReductionOperators.Sum || !node.Element.IsFloat() || node.AttributesAs<ReductionAttributes>() is not { Keep: false } sum)
            return null;
        if (contractionsOf.Count == 0)
            return null;
        var product = FactoredValue.Of(node.Inputs[0]);
        // What was not visited lies behind a value that is given, and need not be what it was when that was computed.
        foreach (var table in product.Factors.Where(factor => factor.Operator == ContractionOperators.Contract && rewritten.ContainsKey(factor)))
        {
            if (LabelledProduct.Of(table) is not { } labelled)
                continue;
            var rest = product.Without(table);
            if ((FromOperand(node, sum.Axes, labelled, rest) ?? FromOperand(node, sum.Axes, labelled.Swapped(), rest)) is { } found)
                return found;
        }

        return null;
    }

    // Labels of the table's axes become their numbers; those of what it sums over stay below 0.
    private Node? FromOperand(Node node, ImmutableArray<int> summed, LabelledProduct table, FactoredValue rest)
    {
        // What has not been visited yet may depend on the sum.
        var right = ArrangedValue.Of(table.Right);
        var computedBefore = contractionsOf[right.Source].Where(contraction => rewritten.ContainsKey(AsStored(contraction))).ToList();
        if (computedBefore.Count == 0)
            return null;

        int Label(int label) => table.OutputLabels.IndexOf(label) is >= 0 and var axis ? axis : -1 - label;
        var kept = AxesBeside(summed, table.OutputLabels.Length);
        var left = ImmutableArray.CreateRange(table.LeftLabels, Label);
        var rightLabels = right.ToSource(ImmutableArray.CreateRange(table.RightLabels, Label));
        if (!left.All(label => label < 0 || kept.Contains(label)) || !kept.All(left.Contains) || !summed.All(rightLabels.Contains))
            return null;

        foreach (var contraction in computedBefore)
        {
            var result = LabelledProduct.Of(contraction)!;
            if (ArrangedValue.Of(result.Right).Source != right.Source)
                result = result.Swapped();
            if (OutputOf(result, rightLabels, summed, table.OutputLabels.Length) is not { } output || NodeCosts.Count(contraction) >= NodeCosts.Count(node.Inputs[0])
                || !output.All(left.Contains) || !left.All(output.Contains) || !HasSizesOf(ArrangedValue.Of(result.Left).Source, node.Inputs[0])
                || rest.RatioTo(FactoredValue.Of(ArrangedValue.Of(result.Left).Source)) is not { } ratio || (node.Element.ByteSize() < sizeof(float) && Math.Abs(ratio) > LargestRatioOfHalves))
            {
                continue;
            }

            var labels = AsStored(contraction) is { Attributes: PermutationAttributes { Axes: var axes } } ? ImmutableArray.CreateRange(axes, axis => output[axis]) : output;
            return Build(node, (rewritten[AsStored(contraction)], labels), (rewritten.GetValueOrDefault(table.Left, table.Left), left), kept, ratio);
        }

        return null;
    }

    private static ImmutableArray<int> AxesBeside(ImmutableArray<int> axes, int rank)
    {
        var others = ImmutableArray.CreateBuilder<int>();
        for (var axis = 0; axis < rank; axis++)
        {
            if (!axes.Contains(axis))
                others.Add(axis);
        }

        return others.ToImmutable();
    }

    // Factors have the table's sizes; a literal alone has any.
    private static bool HasSizesOf(Node value, Node table)
    {
        var (sizes, wanted) = (value.Shape.Axes, table.Shape.Axes);
        if (sizes.Length != wanted.Length)
            return false;
        for (var axis = 0; axis < sizes.Length; axis++)
        {
            if (sizes[axis].Size.ConstantValue != wanted[axis].Size.ConstantValue)
                return false;
        }

        return true;
    }

    // A contraction that others read transposed is stored that way.
    private Node AsStored(Node contraction) => transposed.GetValueOrDefault(contraction, contraction);

    // The axes of a contraction of the same table with the same operand over what is summed, by the table's axes and what the other contraction sums over; null for another one.
    private static ImmutableArray<int>? OutputOf(LabelledProduct result, ImmutableArray<int> rightLabels, ImmutableArray<int> summed, int rank)
    {
        var (table, right) = (ArrangedValue.Of(result.Left), ArrangedValue.Of(result.Right));
        var (own, others) = (table.ToSource(result.LeftLabels), right.ToSource(result.RightLabels));
        if (own.Length != rank)
            return null;
        var labels = new Dictionary<int, int>();
        for (var axis = 0; axis < own.Length; axis++)
            labels.Add(own[axis], axis);
        for (var axis = 0; axis < others.Length; axis++)
        {
            if (!labels.TryAdd(others[axis], rightLabels[axis]) && labels[others[axis]] != rightLabels[axis])
                return null;
        }

        var output = ImmutableArray.CreateRange(result.OutputLabels, label => labels[label]);
        for (var axis = 0; axis < output.Length; axis++)
        {
            if (summed.Contains(output[axis]) || output.IndexOf(output[axis]) < axis)
                return null;
        }

        return rightLabels.All(label => output.Contains(label) || summed.Contains(label)) ? output : null;
    }

    private Node Build(Node node, (Node Value, ImmutableArray<int> Labels) result, (Node Value, ImmutableArray<int> Labels) other, ImmutableArray<int> kept, double ratio)
    {
        ImmutableArray<int> order = [.. kept, .. other.Labels.Where(static label => label < 0)];
        var terms = builder.Multiply(InOrder(result), InOrder(other));
        var attributes = new ReductionAttributes([.. Enumerable.Range(kept.Length, order.Length - kept.Length)], false);
        var sum = builder.CreateTyped(ReductionOperators.Sum, [terms], attributes, node.Type, node.Location);
        return ratio == 1 ? sum : builder.CreateTyped(ArithmeticOperators.Multiply, [sum, UniformValue.Create(builder, ratio, node)], OperatorAttributes.None, node.Type, node.Location);

        Node InOrder((Node Value, ImmutableArray<int> Labels) operand)
        {
            var value = operand.Value.Element == node.Element ? operand.Value : builder.Create(ConversionOperators.Cast, [operand.Value], new CastAttributes(node.Element), node.Location);
            ImmutableArray<int> axes = [.. order.Select(label => operand.Labels.IndexOf(label))];
            return axes.SequenceEqual(Enumerable.Range(0, axes.Length)) ? value : builder.Transpose(value, axes);
        }
    }
}
