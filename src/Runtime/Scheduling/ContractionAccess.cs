using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>
/// Positions of contractions: whole matrices of a batch, or rows. Loops are split where a number of positions asks for it, so that the position
/// loops come first.
/// </summary>
internal sealed class ContractionAccess : KernelAccess
{
    // A block of fewer columns would read a matrix in pieces too short for memory.
    private const int FewestColumns = 64;

    // Fewer rows give a tile too few sums at a time to hide how long an addition takes.
    private const int FewestRows = 8;

    private readonly ContractionKernel kernel;
    private readonly ImmutableArray<ContractionLoop> outer;
    private readonly ImmutableArray<ContractionLoop> reduced;
    private readonly Dictionary<long, ImmutableArray<ContractionLoop>?> splits = [];
    private readonly bool isOfOneRow;
    private readonly bool hasNoRows;

    public ContractionAccess(ContractionKernel kernel)
        : base(kernel)
    {
        this.kernel = kernel;
        outer = [.. kernel.Loops.Where(static loop => !loop.IsReduced).OrderByDescending(static loop => loop.OutputStride)];
        reduced = [.. kernel.Loops.Where(static loop => loop.IsReduced)];
        isOfOneRow = KernelWork.IsOfOneRow(kernel);
        hasNoRows = !outer.Any(static loop => loop is { LeftStride: not 0, RightStride: 0 });
        Candidates = StoresInOrder() ? FindCandidates() : [];
    }

    public override ImmutableArray<long> Candidates { get; }

    protected override FusedMember MemberAt(long positions)
    {
        var loops = Split(positions) ?? throw new InvalidOperationException($"{kernel.Node} cannot be cut into {positions} positions");
        return new FusedMember(kernel with { Loops = [.. loops, .. reduced] }, PositionLoops(loops, positions));
    }

    protected override bool LoadsOwnPiece(TensorBuffer buffer, long positions)
    {
        if (Split(positions) is not { } loops)
            return false;
        return (kernel.Left.Buffer != buffer || StaysWithin(kernel.Left, static loop => loop.LeftStride, loops, positions))
            && (kernel.Right.Buffer != buffer || StaysWithin(kernel.Right, static loop => loop.RightStride, loops, positions))
            && (kernel.Start is not { } start || start.Buffer != buffer || StaysWithin(start, static loop => loop.StartStride, loops, positions));
    }

    private ImmutableArray<long> FindCandidates()
    {
        var extents = ImmutableArray.CreateBuilder<int>(outer.Length);
        foreach (var loop in outer)
            extents.Add(loop.Extent);
        var products = new List<long>();
        foreach (var product in PrefixProducts(kernel.Output.Buffer.Shape))
            Insert(products, product);
        foreach (var product in PrefixProducts(extents.MoveToImmutable()))
            Insert(products, product);
        AddColumnBlocks(products);
        var candidates = ImmutableArray.CreateBuilder<long>();
        foreach (var product in products)
        {
            if (Split(product) is not null)
                candidates.Add(product);
        }

        return candidates.ToImmutable();
    }

    /// <summary>Where there is only one row, into how many blocks its columns may be cut.</summary>
    private void AddColumnBlocks(List<long> products)
    {
        if (!isOfOneRow || outer is not [var columns])
            return;
        for (var width = FewestColumns; width < columns.Extent; width *= 2)
        {
            if (columns.Extent % width == 0)
                Insert(products, columns.Extent / width);
        }
    }

    /// <summary>Puts a number into a rising list that does not have it yet.</summary>
    private static void Insert(List<long> numbers, long number)
    {
        var place = numbers.Count;
        while (place > 0 && numbers[place - 1] >= number)
            place--;
        if (place == numbers.Count || numbers[place] != number)
            numbers.Insert(place, number);
    }

    private bool StoresInOrder()
    {
        var stride = 1L;
        for (var i = outer.Length - 1; i >= 0; i--)
        {
            if (outer[i].OutputStride != stride)
                return false;
            stride *= outer[i].Extent;
        }

        return kernel.Output.Offset == 0 && stride == kernel.Output.Buffer.ElementCount;
    }

    /// <summary>
    /// The loops over the output with those of the positions first; null when a position would be less than a row of a matrix, or a row of a matrix
    /// that is one of many and cannot be joined with the others into one.
    /// </summary>
    private ImmutableArray<ContractionLoop>? Split(long positions)
    {
        if (!splits.TryGetValue(positions, out var loops))
        {
            loops = MakeSplit(positions);
            splits.Add(positions, loops);
        }

        return loops;
    }

    private ImmutableArray<ContractionLoop>? MakeSplit(long positions)
    {
        var leading = new List<ContractionLoop>();
        var inner = new List<ContractionLoop>();
        var left = positions;
        foreach (var loop in outer)
        {
            if (left == 1)
            {
                inner.Add(loop);
            }
            else if (left % loop.Extent == 0)
            {
                leading.Add(loop);
                left /= loop.Extent;
            }
            else if (loop.Extent % left == 0)
            {
                var count = (int)(loop.Extent / left);
                leading.Add(loop with { Extent = (int)left, OutputStride = loop.OutputStride * count, LeftStride = loop.LeftStride * count, RightStride = loop.RightStride * count, StartStride = loop.StartStride * count });
                inner.Add(loop with { Extent = count });
                left = 1;
            }
            else
            {
                return null;
            }
        }

        if (left != 1 || inner.Count == 0 || !inner.Exists(static loop => loop.OutputStride == 1))
            return null;
        var hasRows = RowsOf(inner) >= Math.Min(FewestRows, RowsOf(outer));
        var result = leading.Concat(inner).ToImmutableArray();
        if (isOfOneRow)
            return inner is [{ Extent: >= FewestColumns }] ? result : null;
        if (hasNoRows)
            return leading.TrueForAll(static loop => loop is { LeftStride: not 0, RightStride: not 0 }) ? result : null;
        return hasRows || Joins(leading) ? result : null;
    }

    private static long RowsOf(IEnumerable<ContractionLoop> loops) =>
        loops.Aggregate(1L, static (product, loop) => loop is { LeftStride: not 0, RightStride: 0 } ? product * loop.Extent : product);

    private static bool Joins(List<ContractionLoop> loops)
    {
        for (var i = 1; i < loops.Count; i++)
        {
            var (before, loop) = (loops[i - 1], loops[i]);
            if (before.OutputStride != loop.OutputStride * loop.Extent || before.LeftStride != loop.LeftStride * loop.Extent || before.RightStride != loop.RightStride * loop.Extent || before.StartStride != loop.StartStride * loop.Extent)
                return false;
        }

        return loops.Count > 0 && loops[^1].RightStride == 0;
    }

    private static int PositionLoops(ImmutableArray<ContractionLoop> loops, long positions)
    {
        var product = 1L;
        for (var i = 0; i < loops.Length; i++)
        {
            product *= loops[i].Extent;
            if (product == positions)
                return i + 1;
        }

        throw new InvalidOperationException($"the loops do not begin with {positions} positions");
    }

    private bool StaysWithin(ContractionOperand operand, Func<ContractionLoop, long> stride, ImmutableArray<ContractionLoop> loops, long positions)
    {
        var piece = operand.Buffer.ElementCount / positions;
        var leading = PositionLoops(loops, positions);
        var expected = piece;
        for (var i = leading - 1; i >= 0; i--)
        {
            if (stride(loops[i]) != expected)
                return false;
            expected *= loops[i].Extent;
        }

        var (minimum, maximum) = (operand.Offset, operand.Offset);
        foreach (var loop in loops.Skip(leading).Concat(reduced))
        {
            var reach = stride(loop) * (loop.Extent - 1);
            minimum += Math.Min(0, reach);
            maximum += Math.Max(0, reach);
        }

        return minimum >= 0 && maximum < piece;
    }
}
