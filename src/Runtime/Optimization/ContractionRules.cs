using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using static Dsl.Runtime.Optimization.RewriteRule;

namespace Dsl.Runtime.Optimization;

/// <summary>Rules for contractions.</summary>
internal static class ContractionRules
{
    public static ImmutableArray<RewriteRule> All { get; } =
    [
        For(ContractionOperators.Contract, "contract(x * c, y) = contract(x, y) * c where that is fewer elements, and x / c likewise", static (builder, node) => ScaleAfter(builder, node)),
        For(ContractionOperators.Contract, "contract(reshape(x), w) = contract(x, reshape(w)) for joined axes", static (builder, node) =>
            WithoutJoining(builder, node, 0) ?? WithoutJoining(builder, node, 1)),
        For(ContractionOperators.Contract, "contract(concatenate(0, x), w) = contract(x, slice(w)) for zeros along a summed axis", static (builder, node) =>
            WithoutZeros(builder, node, 0) ?? WithoutZeros(builder, node, 1)),
        For(ContractionOperators.Contract, "contract(one_hot(i), w) = gather(w, i)", static (builder, node) => GatherRows(builder, node)),
        For(ContractionOperators.Contract, "sum of one_hot(i) rows times x = scatter_add(i, x)", static (builder, node) => ScatterRows(builder, node)),
        For(ContractionOperators.Contract, "contraction of many elements to few in two stages", static (builder, node) => LongProducts.InTwoStages(builder, node)),
    ];

    private static Node? ScaleAfter(GraphBuilder builder, Node node)
    {
        for (var side = 0; side < 2; side++)
        {
            if (ArithmeticRules.MovableScaleOf(node.Inputs[side]) is not var (x, factor, by) || NodeCosts.Count(node) >= NodeCosts.Count(x))
                continue;
            var product = builder.CreateTyped(node.Operator, node.Inputs.SetItem(side, x), node.Attributes, node.Type, node.Location);
            return builder.CreateTyped(
                by, [product, UniformValue.Create(builder, factor, node)], OperatorAttributes.None, node.Type, node.Location);
        }

        return null;
    }

    // Axes joined only to be summed together are summed one by one; taking an axis of the other operand apart is free wherever it lies.
    private static Node? WithoutJoining(GraphBuilder builder, Node node, int side)
    {
        var reshape = node.Inputs[side];
        if (reshape.Operator != MovementOperators.Reshape)
            return null;
        var (x, other) = (reshape.Inputs[0], node.Inputs[1 - side]);
        if (Runs(x.Shape, reshape.Shape) is not { } runs)
            return null;
        var attributes = node.AttributesAs<ContractionAttributes>();
        var joined = attributes.Contracted.Where(pair => runs[side == 0 ? pair.Left : pair.Right].Length > 1).ToArray();
        if (joined.Length == 0 || runs.Count(static run => run.Length > 1) != joined.Length)
            return null;

        // Where each axis of the other operand begins when the joined ones are taken apart.
        var starts = new int[other.Type.Rank];
        var shape = ImmutableArray.CreateBuilder<Axis>();
        for (var axis = 0; axis < starts.Length; axis++)
        {
            starts[axis] = shape.Count;
            var index = Array.FindIndex(joined, pair => (side == 0 ? pair.Right : pair.Left) == axis);
            if (index < 0)
                shape.Add(other.Shape[axis]);
            else
                shape.AddRange(runs[side == 0 ? joined[index].Left : joined[index].Right].Select(source => x.Shape[source]));
        }

        var apart = builder.Reshape(other, new Shape(shape.ToImmutable()));
        var product = new ContractionAttributes(
            [.. attributes.Batch.Select(pair => Pair(pair, 0))],
            [.. attributes.Contracted.SelectMany(pair => Enumerable.Range(0, runs[side == 0 ? pair.Left : pair.Right].Length).Select(step => Pair(pair, step)))]);
        return builder.CreateTyped(node.Operator, side == 0 ? [x, apart] : [apart, x], product, node.Type, node.Location);

        AxisPair Pair(AxisPair pair, int step) => side == 0
            ? new AxisPair(runs[pair.Left][step], starts[pair.Right] + step)
            : new AxisPair(starts[pair.Left] + step, runs[pair.Right][step]);
    }

    // What a recurrence carries into its first turn is 0 as a rule, and the other turns' values need not be moved to stand beside it.
    private static Node? WithoutZeros(GraphBuilder builder, Node node, int side)
    {
        var (joined, other) = (node.Inputs[side], node.Inputs[1 - side]);
        if (joined.Operator != MovementOperators.Concatenate)
            return null;
        var (axis, attributes) = (joined.AttributesAs<AxisAttributes>().Axis, node.AttributesAs<ContractionAttributes>());
        var place = 0;
        while (place < attributes.Contracted.Length && AxisOf(attributes.Contracted[place], side) != axis)
            place++;
        if (place == attributes.Contracted.Length || OnlyPart(joined, axis) is not var (part, start))
            return null;
        var rest = builder.Slice(other, AxisOf(attributes.Contracted[place], 1 - side), start, start + (part.Shape[axis].Size.ConstantValue ?? 0));
        return builder.CreateTyped(node.Operator, side == 0 ? [part, rest] : [rest, part], attributes, node.Type, node.Location);
    }

    private static int AxisOf(AxisPair pair, int side) => side == 0 ? pair.Left : pair.Right;

    /// <summary>The only part of a concatenation that is not 0, and where it begins; null where there are more or none.</summary>
    private static (Node Part, long Start)? OnlyPart(Node joined, int axis)
    {
        (Node Part, long Start)? only = null;
        var start = 0L;
        foreach (var part in joined.Inputs)
        {
            if (UniformValue.Of(part) != 0)
            {
                if (only is not null)
                    return null;
                only = (part, start);
            }

            start += part.Shape[axis].Size.ConstantValue ?? 0;
        }

        return only;
    }

    /// <summary>For each axis of the target, the axes of the source that it joins; null when one is taken apart, or axes of size 1 come or go.</summary>
    private static ImmutableArray<int>[]? Runs(Shape source, Shape target)
    {
        var runs = new ImmutableArray<int>[target.Rank];
        var next = 0;
        for (var axis = 0; axis < target.Rank; axis++)
        {
            var first = next;
            long count = 1;
            while (next < source.Rank && (next == first || count < target[axis].Size.ConstantValue))
                count *= source[next++].Size.ConstantValue ?? 0;
            if (count != target[axis].Size.ConstantValue)
                return null;
            runs[axis] = [.. Enumerable.Range(first, next - first)];
        }

        return next == source.Rank ? runs : null;
    }

    // One-hot rows pick rows of the other input.
    private static Node? GatherRows(GraphBuilder builder, Node node)
    {
        var attributes = node.AttributesAs<ContractionAttributes>();
        if (!attributes.Batch.IsEmpty || attributes.Contracted is not [var (left, right)] || OneHotIndices(node.Inputs[0]) is not { } indices
            || left != node.Inputs[0].Type.Rank - 1)
        {
            return null;
        }

        var table = node.Inputs[1];
        ImmutableArray<int> order = [right, .. Enumerable.Range(0, table.Type.Rank).Where(axis => axis != right)];
        return builder.Gather(builder.Transpose(table, order), indices);
    }

    // All rows are summed, each where its one-hot row has the one.
    private static Node? ScatterRows(GraphBuilder builder, Node node)
    {
        var attributes = node.AttributesAs<ContractionAttributes>();
        if (!attributes.Batch.IsEmpty || OneHotIndices(node.Inputs[0]) is not { } indices || attributes.Contracted.Length != indices.Type.Rank || indices.Type.Rank == 0)
            return null;
        var rows = node.Inputs[1];
        var places = attributes.Contracted.OrderBy(static pair => pair.Left).ToArray();
        for (var i = 0; i < places.Length; i++)
        {
            if (places[i].Left != i)
                return null;
        }

        ImmutableArray<int> order = [.. places.Select(static pair => pair.Right), .. attributes.RightFree(rows.Type.Rank)];
        return builder.Create(
            IndexingOperators.ScatterAdd, [indices, builder.Transpose(rows, order)], new SizeAttributes(node.Inputs[0].Shape[indices.Type.Rank].Size), node.Location);
    }

    private static Node? OneHotIndices(Node node)
    {
        if (node.Operator == ConversionOperators.Cast)
            node = node.Inputs[0];
        return node.Operator == IndexingOperators.OneHot ? node.Inputs[0] : null;
    }
}
