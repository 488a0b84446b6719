using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Runtime.Optimization;

/// <summary>Reductions of many elements to few, cut by shape into parts that can be computed at the same time.</summary>
internal static class LargeReductions
{
    // So many that the first stage is better done where what is reduced is computed, by all threads.
    private const double FewestElements = 1 << 14;
    private const long MostResults = 8;
    private const long FewestElementsOfPart = 64;
    private const long FewestParts = 8;
    private const long PartSize = 4096;
    private const long BlockSize = 16;

    /// <summary>Whether a reduction is cut: few results of very many elements each, or what each result reduces lies in many places.</summary>
    /// <param name="input">What is reduced.</param>
    /// <param name="axes">Over which axes.</param>
    /// <param name="results">How many elements that gives.</param>
    public static bool IsCut(Node input, ImmutableArray<int> axes, double results) => IsLarge(results, NodeCosts.Count(input)) || IsScattered(input, axes);

    /// <summary>First over parts, then over their results; the parts are rows where there are enough, else runs of a fixed length.</summary>
    public static Node? InTwoStages(GraphBuilder builder, Node node)
    {
        var attributes = node.AttributesAs<ReductionAttributes>();
        var input = node.Inputs[0];
        if (!IsCut(input, attributes.Axes, NodeCosts.Count(node)))
            return null;
        var rows = attributes.Axes.FirstOrDefault(axis => HasParts(input, axis), -1);
        if (rows >= 0 && attributes.Axes.Length > 1)
            return Stages(builder, node, input, [.. attributes.Axes.Where(axis => axis != rows)], rows);
        if (attributes.Axes is not [var only] || input.Shape[only].Size.ConstantValue is not { } size || size < 2 * PartSize)
            return null;

        // Whole parts, and what is left behind them.
        var whole = size / PartSize * PartSize;
        var main = whole == size ? input : builder.Slice(input, only, 0, whole);
        var parts = builder.Reshape(main, main.Shape.WithAxis(only, Dimension.Constant(size / PartSize)).Insert(only + 1, Dimension.Constant(PartSize)));
        var results = Reduce(builder, node, parts, [only + 1]);
        if (whole < size)
            results = builder.Concatenate([results, Reduce(builder, node, builder.Slice(input, only, whole, size), [only], keep: true)], only);
        return builder.Reshape(Reduce(builder, node, results, [only]), node.Shape);
    }

    /// <summary>Running sums within blocks, to which the running sum of the blocks before is added: linear work for any length.</summary>
    public static Node? CumulativeSumInBlocks(GraphBuilder builder, Node node)
    {
        var axis = node.AttributesAs<AxisAttributes>().Axis;
        var input = node.Inputs[0];
        if (input.Shape[axis].Size.ConstantValue is not { } size || size <= 4 * BlockSize)
            return null;
        var blocks = (size + BlockSize - 1) / BlockSize;
        var padded = blocks * BlockSize == size ? input : builder.Pad(input, axis, 0, (blocks * BlockSize) - size);
        var table = builder.Reshape(padded, padded.Shape.WithAxis(axis, Dimension.Constant(blocks)).Insert(axis + 1, Dimension.Constant(BlockSize)));
        var within = builder.Create(node.Operator, [table], new AxisAttributes(axis + 1));
        var totals = builder.Sum(table, [axis + 1]);
        var before = builder.Slice(builder.Pad(totals, axis, 1, 0), axis, 0, blocks);
        var running = CumulativeSum(builder, node.Operator, before, axis);
        var all = builder.Reshape(builder.Add(within, builder.Broadcast(builder.Unsqueeze(running, axis + 1), within.Shape)), padded.Shape);
        return builder.Reshape(builder.Slice(all, axis, 0, size), node.Shape);
    }

    private static bool IsLarge(double results, double elements) => results <= MostResults && elements >= FewestElements * Math.Max(1, results);

    // Channels of images: each sum would go through the whole batch for a piece of every image. Sums of the pieces are taken where an image is computed.
    private static bool IsScattered(Node input, ImmutableArray<int> axes)
    {
        if (axes.Length < 2 || NodeCosts.Count(input) < FewestElements || !axes.Contains(input.Type.Rank - 1))
            return false;
        var rows = axes.FirstOrDefault(axis => HasParts(input, axis), -1);
        if (rows < 0 || !Enumerable.Range(rows, input.Type.Rank - rows).Any(axis => !axes.Contains(axis) && !input.Shape[axis].Size.IsOne))
            return false;
        return axes.Where(axis => axis != rows).Aggregate(1.0, (product, axis) => product * (input.Shape[axis].Size.ConstantValue ?? 1)) >= FewestElementsOfPart;
    }

    private static bool HasParts(Node input, int axis) => input.Shape[axis].Size.ConstantValue >= FewestParts;

    private static Node CumulativeSum(GraphBuilder builder, Operator @operator, Node x, int axis)
    {
        var sum = builder.Create(@operator, [x], new AxisAttributes(axis));
        return CumulativeSumInBlocks(builder, sum) ?? sum;
    }

    private static Node Stages(GraphBuilder builder, Node node, Node input, ImmutableArray<int> inner, int rows)
    {
        var parts = Reduce(builder, node, input, inner);
        return builder.Reshape(Reduce(builder, node, parts, [rows - inner.Count(axis => axis < rows)]), node.Shape);
    }

    private static Node Reduce(GraphBuilder builder, Node node, Node x, ImmutableArray<int> axes, bool keep = false) =>
        builder.Create(node.Operator, [x], new ReductionAttributes(axes, keep), node.Location);
}
