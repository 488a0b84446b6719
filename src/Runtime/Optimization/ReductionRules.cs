using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using static Dsl.Runtime.Optimization.RewriteRule;

namespace Dsl.Runtime.Optimization;

/// <summary>Rules for sums and other reductions.</summary>
internal static class ReductionRules
{
    private static readonly ImmutableArray<Operator> Reductions =
    [
        ReductionOperators.Sum, ReductionOperators.Max, ReductionOperators.Min, ReductionOperators.Product, ReductionOperators.Any, ReductionOperators.All,
    ];

    public static ImmutableArray<RewriteRule> All { get; } =
    [
        new("reduction over axes of size 1 = reshape", Reductions, static (builder, node) =>
            node.AttributesAs<ReductionAttributes>().Axes.All(axis => node.Inputs[0].Shape[axis].Size.IsOne) ? builder.Reshape(node.Inputs[0], node.Shape) : null),
        For(ReductionOperators.Sum, "sum(-x) = -sum(x)", static (builder, node) => node.Inputs[0].Operator == ArithmeticOperators.Negate
            ? builder.CreateTyped(ArithmeticOperators.Negate, [Again(builder, node, node.Inputs[0].Inputs[0])], OperatorAttributes.None, node.Type, node.Location)
            : null),
        For(ReductionOperators.Sum, "sum(x * c) = sum(x) * c for a literal, and x / c likewise", static (builder, node) => SumOfScaled(builder, node)),
        For(ReductionOperators.Sum, "sum(x * broadcast(r)) = sum(x) * r, and x / broadcast(r) likewise", static (builder, node) => SumOfRowsScaled(builder, node)),
        For(ReductionOperators.Sum, "sum(broadcast(x)) = x * n", static (builder, node) => SumOfBroadcast(builder, node)),
        For(ReductionOperators.Sum, "sum(one_hot(i)) = 1", static (builder, node) => SumOfOneHot(builder, node)),
        For(ReductionOperators.Sum, "sum(sum(x)) = sum(x)", static (builder, node) => SumOfSum(builder, node)),
        new("reduction that keeps its axes = reshape(reduction)", [.. Reductions, ReductionOperators.ArgMax, ReductionOperators.ArgMin], static (builder, node) =>
            WithoutKeeping(builder, node)),
        new("reduction to few elements in two stages", Reductions, static (builder, node) => LargeReductions.InTwoStages(builder, node)),
        For(ReductionOperators.CumulativeSum, "cumulative_sum in blocks", static (builder, node) => LargeReductions.CumulativeSumInBlocks(builder, node)),
    ];

    private static Node Again(GraphBuilder builder, Node node, Node input) => builder.CreateTyped(node.Operator, [input], node.Attributes, node.Type, node.Location);

    private static Node Times(GraphBuilder builder, Node node, Node x, double factor) => builder.CreateTyped(
        ArithmeticOperators.Multiply, [x, UniformValue.Create(builder, factor, node)], OperatorAttributes.None, node.Type, node.Location);

    private static Node? SumOfScaled(GraphBuilder builder, Node node) =>
        ArithmeticRules.MovableScaleOf(node.Inputs[0]) is var (x, factor, by)
            ? builder.CreateTyped(by, [Again(builder, node, x), UniformValue.Create(builder, factor, node)], OperatorAttributes.None, node.Type, node.Location)
            : null;

    // The factor is the same for all that is summed.
    private static Node? SumOfRowsScaled(GraphBuilder builder, Node node)
    {
        var product = node.Inputs[0];
        var isQuotient = product.Operator == ArithmeticOperators.Divide;
        if ((!isQuotient && product.Operator != ArithmeticOperators.Multiply) || !MayBeLonger(node.Element))
            return null;
        var attributes = node.AttributesAs<ReductionAttributes>();
        for (var factor = isQuotient ? 1 : 0; factor < 2; factor++)
        {
            var broadcast = product.Inputs[factor];
            if (broadcast.Operator != MovementOperators.Broadcast || !attributes.Axes.All(axis => IsStretched(broadcast, axis)))
                continue;
            var kept = node.Inputs[0].Shape;
            foreach (var axis in attributes.Axes)
                kept = kept.WithAxis(axis, Dimension.One);
            var row = builder.Reshape(builder.Broadcast(broadcast.Inputs[0], kept), node.Shape);
            return builder.CreateTyped(
                product.Operator, [Again(builder, node, product.Inputs[1 - factor]), row], OperatorAttributes.None, node.Type, node.Location);
        }

        return null;
    }

    // Numbers of 16 bits end where sums before a factor, or counts, may lie.
    private static bool MayBeLonger(ElementType element) => element.IsFloat() && element != ElementType.Float16;

    private static bool IsStretched(Node broadcast, int axis)
    {
        var source = broadcast.Inputs[0].Shape;
        var own = axis - (broadcast.Type.Rank - source.Rank);
        return own < 0 || source[own].Size.IsOne;
    }

    private static Node? SumOfBroadcast(GraphBuilder builder, Node node)
    {
        var broadcast = node.Inputs[0];
        var attributes = node.AttributesAs<ReductionAttributes>();
        if (broadcast.Operator != MovementOperators.Broadcast || !MayBeLonger(node.Element) || NodeCosts.Count(broadcast) == 0 || !attributes.Axes.All(axis => IsStretched(broadcast, axis)))
            return null;
        var kept = broadcast.Shape;
        var count = 1.0;
        foreach (var axis in attributes.Axes)
        {
            count *= kept[axis].Size.ConstantValue ?? double.NaN;
            kept = kept.WithAxis(axis, Dimension.One);
        }

        return Times(builder, node, builder.Reshape(builder.Broadcast(broadcast.Inputs[0], kept), node.Shape), count);
    }

    private static Node? SumOfOneHot(GraphBuilder builder, Node node)
    {
        var input = node.Inputs[0];
        return input.Operator == IndexingOperators.OneHot && node.AttributesAs<ReductionAttributes>().Axes is [var axis] && axis == input.Type.Rank - 1
            ? UniformValue.Create(builder, 1, node)
            : null;
    }

    private static Node? SumOfSum(GraphBuilder builder, Node node)
    {
        var inner = node.Inputs[0];
        if (inner.Operator != ReductionOperators.Sum)
            return null;
        var (first, second) = (inner.AttributesAs<ReductionAttributes>(), node.AttributesAs<ReductionAttributes>());
        var axes = ImmutableArray.CreateBuilder<int>();
        for (var (axis, place) = (0, 0); axis < inner.Inputs[0].Type.Rank; axis++)
        {
            var isSummed = first.Axes.Contains(axis);
            if (isSummed || second.Axes.Contains(place))
                axes.Add(axis);
            place += first.Keep || !isSummed ? 1 : 0;
        }

        if (LargeReductions.IsCut(inner.Inputs[0], axes.ToImmutable(), NodeCosts.Count(node)))
            return null;
        return builder.Reshape(builder.Sum(inner.Inputs[0], axes.ToImmutable()), node.Shape);
    }

    // One form for both, so that a reduction asked for in both is computed once.
    private static Node? WithoutKeeping(GraphBuilder builder, Node node)
    {
        if (node.Attributes is not ReductionAttributes { Keep: true } attributes)
            return null;
        var dropped = builder.Create(node.Operator, node.Inputs, attributes with { Keep = false }, node.Location);
        return builder.CreateTyped(MovementOperators.Reshape, [dropped], new ShapeAttributes(node.Shape), node.Type, node.Location);
    }
}
