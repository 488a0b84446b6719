using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>Into how many chunks a group's positions are cut; decided from shapes, so that every machine and every number of threads has the same.</summary>
internal static class ChunkSizes
{
    private const double WorkPerChunk = 2000;
    private const int MostContractionChunks = 16;
    private const int MostElementChunks = 64;
    private const double FewestRows = 32;

    // Tiles are higher, and the right operand is gone through less often, where a quarter of the rows has more than those.
    private const double EnoughRows = 64;
    private const double EnoughChunks = 4;

    private const double FewestColumnsForTile = 32;

    // Every chunk goes through the whole right operand: one that takes a good part of the last cache is gone through less often.
    private const double FewestRowsForVast = 128;
    private const long VastBytes = 8 * 1024 * 1024;

    // A chunk of fewer columns of a matrix that is read once would read it in pieces too short for memory.
    private const double FewestStreamedColumns = 512;
    private const double NotableShare = 0.25;
    private const double LargestChunkBytes = 512 * 1024;

    // Kernels that pass over the same rows several times find them where they are fastest to reach.
    private const double FirstCacheBytes = 48 * 1024;
    private const long ElementMultiple = 64;
    private const long FineGrained = 4096;

    // Columns of a chunk where rows are added up: fewer would read rows in pieces too short for memory.
    private const long FewestColumns = 256;

    // Sums of fewer columns than this would wait for one another: each is one chain of additions.
    private const long FewestInterleavedColumns = 64;

    // Of machines; more of them have more to wait for anyway.
    private static readonly int[] UsualThreads = [2, 4, 8];

    // A rest has code of its own, and the wanted size has reasons of its own, both of which weigh little.
    private const double RestCost = 0.02;
    private const double DistanceCost = 0.05;

    // Elements that are a whole line and yet too short a piece of a row for memory, and how many such pieces are copied together.
    private const long ShortPiece = 64;
    private const long ShortestPiece = 16;
    private const long PackedTogether = 16;

    // Pieces of a few lines are copied together, too, but fewer of them.
    private const long LongPiece = 128;
    private const long LongPackedTogether = 4;

    /// <summary>Positions a chunk.</summary>
    public static long Of(LaunchGroup group)
    {
        var positions = group.Positions;
        if (positions == 1 || group.Work < (ProcessorPolicy.ReadsMatrixOnce(group) ? ProcessorPolicy.StreamingWork : ProcessorPolicy.SmallWork))
            return positions;
        var byWork = Math.Max(2, Math.Floor(group.Work / WorkPerChunk));
        var bytes = group.BytesPerPosition(positions) * positions;
        double chunks;
        if (group.Contractions > 0)
        {
            var most = group.Members.Min(member =>
                member.Kernel is ContractionKernel && member.Work > group.Work * NotableShare ? MostChunks(member.Member(positions)) : double.PositiveInfinity);
            chunks = Math.Max(2, Math.Min(Math.Max(Math.Min(byWork, MostContractionChunks), Math.Ceiling(bytes / LargestChunkBytes)), most));
        }
        else
        {
            var size = group.Members.Count > 2 && MemberTurns.Of(group) == 0 ? FirstCacheBytes : LargestChunkBytes;
            chunks = Math.Max(Math.Min(byWork, MostElementChunks), Math.Ceiling(bytes / size));
        }

        if (positions >= 2 * FewestInterleavedColumns && group.Members.Exists(static member => AddsRows(member.Kernel)))
            chunks = Math.Min(chunks, Math.Floor((double)positions / (positions >= 2 * FewestColumns ? FewestColumns : FewestInterleavedColumns)));
        foreach (var member in group.Members)
        {
            if (member.Kernel is QuantizedProductKernel product)
                chunks = Math.Max(2, Math.Min(chunks, Math.Floor(product.Output.ElementCount / FewestStreamedColumns)));
            if (member is ScatterAddAccess sums)
                chunks = Math.Min(chunks, sums.MostChunks);
        }

        foreach (var member in group.Members)
        {
            if (FewestPacked(member.Kernel) is > 1 and var fewest && positions >= 2 * fewest)
                chunks = Math.Min(chunks, Math.Floor((double)positions / fewest));
        }

        chunks = Math.Clamp(chunks, 1, positions);
        return Balance(positions, (long)Math.Ceiling(positions / chunks));
    }

    /// <summary>A size near the wanted one with which a few threads end at the same time, best without a rest.</summary>
    public static long Balance(long positions, long chunk)
    {
        if (positions >= FineGrained && chunk > ElementMultiple)
            return (chunk + ElementMultiple - 1) / ElementMultiple * ElementMultiple;
        var best = (Size: chunk, Cost: double.PositiveInfinity);
        var threads = UsualThreads.Count(count => count <= (positions + chunk - 1) / chunk);
        for (var size = chunk - (chunk / 3); size <= chunk + (chunk / 3); size++)
        {
            var cost = Cost(positions, size, Math.Max(1, threads)) + (DistanceCost * Math.Abs(size - chunk) / chunk);
            if (cost <= best.Cost)
                best = (size, cost);
        }

        return best.Size;
    }

    /// <summary>Whether a kernel reduces rows whose neighbouring elements belong to neighbouring results.</summary>
    private static bool AddsRows(Kernel kernel)
    {
        if (kernel is not ElementKernel { Body: ReduceScalar reduce, Loops: [var column] })
            return false;
        var found = false;
        ExpressionWalker.Visit(reduce, part => found |= part is LoadScalar load && LinearIndex.OfElement(load.Buffer.Shape, load.Indices).StrideOf(column) == 1, null);
        return found;
    }

    /// <summary>How many positions of a packing kernel to copy together: several where they lie side by side in the rows of the source, not so many that the places they go to compete.</summary>
    private static long FewestPacked(Kernel kernel) =>
        kernel is PackKernel { Loops: [{ SourceStride: >= ShortestPiece and < LongPiece } position, .. var inner] } && inner.Any(loop => loop.SourceStride > position.SourceStride)
            ? position.SourceStride < ShortPiece ? PackedTogether : LongPackedTogether
            : 1;

    /// <summary>Into how many chunks a contraction may be cut before its products have too few rows; any number where positions are whole products.</summary>
    private static double MostChunks(FusedMember member)
    {
        var kernel = (ContractionKernel)member.Kernel;
        if (KernelWork.IsOfOneRow(kernel))
            return Math.Floor(kernel.Output.Buffer.ElementCount / FewestStreamedColumns);
        if (kernel.Loops.Take(member.PositionLoops).Any(static loop => loop.LeftStride != 0 && loop.RightStride != 0))
            return double.PositiveInfinity;
        if (kernel.Loops.Take(member.PositionLoops).Any(static loop => loop.RightStride != 0))
        {
            // Tiles of one vector are bound by what they load of the left operand.
            var columns = kernel.Loops.Where(static loop => !loop.IsReduced && loop.RightStride != 0).Aggregate(1.0, static (product, loop) => product * loop.Extent);
            return Math.Floor(columns / FewestColumnsForTile);
        }

        var rows = kernel.Loops.Where(static loop => !loop.IsReduced && loop.LeftStride != 0).Aggregate(1.0, static (product, loop) => product * loop.Extent);
        return Math.Floor(rows / (kernel.Right.Buffer.ByteCount > VastBytes ? FewestRowsForVast : Math.Clamp(rows / EnoughChunks, FewestRows, EnoughRows)));
    }

    /// <summary>How much longer the thread with the most chunks is at work than if all had the same, on average over the first few of the usual numbers of threads.</summary>
    private static double Cost(long positions, long size, int usual)
    {
        var chunks = (positions + size - 1) / size;
        var cost = positions % size == 0 ? 0 : RestCost;
        foreach (var threads in UsualThreads.AsSpan(0, usual))
            cost += (double)((chunks + threads - 1) / threads * threads * size) / (positions * usual);
        return cost;
    }
}
