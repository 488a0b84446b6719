using Dsl.Language.Graph;
using Dsl.Runtime.Backends.Cpu.Threads;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu;

/// <summary>Runs a fused kernel in chunks, on as many threads as there are.</summary>
internal sealed unsafe class FusedLaunch : IChunkedJob
{
    private readonly Segment[] segments;
    private readonly int[] order;
    private readonly OperandTable operands;
    private readonly WorkerScratch scratch;
    private readonly WorkerGang gang;
    private readonly Lock faultLock = new();
    private FaultCell fault;
    private int faultChunk = int.MaxValue;
    private FusedMemberCall? failed;

    public FusedLaunch(FusedKernel kernel, FusedMemberCall[][] members, OperandTable operands, WorkerScratch scratch, WorkerGang gang)
    {
        (this.operands, this.scratch, this.gang) = (operands, scratch, gang);
        segments = new Segment[kernel.Segments.Length];
        order = ChunkOrder.Of(kernel);
        for (var i = 0; i < segments.Length; i++)
        {
            var segment = kernel.Segments[i];
            var end = checked(Chunks + (int)segment.Chunks);
            segments[i] = new Segment(Chunks, end, segment.Positions, segment.Chunk, members[i].Length > 1 && segment.Turn > 0 ? segment.Turn : segment.Chunk, members[i]);
            Chunks = end;
        }
    }

    /// <summary>The number of chunks.</summary>
    public int Chunks { get; }

    /// <summary>Runs every chunk; after a fault, those before it at least, so that the first one is always the same.</summary>
    public void Run(nint* unused, FaultCell* reported, long first, long limit)
    {
        failed = null;
        faultChunk = int.MaxValue;
        gang.Run(this, Chunks);
        if (failed is not null)
            *reported = fault;
    }

    /// <summary>The operation that met the fault of the last run.</summary>
    public Node NodeOf(int site) => FaultSites.NodeOf(failed!.Kernel, site);

    public void RunChunk(int chunk, int worker)
    {
        chunk = order[chunk];
        if (chunk > Volatile.Read(ref faultChunk))
            return;
        ref readonly var segment = ref segments[SegmentOf(chunk)];
        var first = (chunk - segment.Start) * segment.Chunk;
        var limit = Math.Min(first + segment.Chunk, segment.Positions);
        while (first < limit)
        {
            var next = Math.Min(first + segment.Step, limit);
            if (!RunMembers(segment.Members, chunk, worker, first, next))
                return;
            first = next;
        }
    }

    /// <summary>Whether all members could compute the positions.</summary>
    private bool RunMembers(FusedMemberCall[] members, int chunk, int worker, long first, long limit)
    {
        var memory = scratch.Of(worker);
        var cell = scratch.FaultOf(worker);
        foreach (var member in members)
        {
            var block = operands.Operands(member.Block, worker);
            foreach (var place in member.Private)
                block[place.Position] = memory + (nint)(place.Offset - (first * place.BytesPerPosition));
            if (member.HasPositions)
                member.Function(block, cell, first, limit);
            else
                member.Function(block, cell, 0, 1);
            if (cell->Kind != FaultKind.None)
            {
                Report(chunk, member, cell);
                return false;
            }
        }

        return true;
    }

    /// <summary>The first segment that ends after the chunk; there may be hundreds.</summary>
    private int SegmentOf(int chunk)
    {
        var (low, high) = (0, segments.Length - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (chunk < segments[middle].End)
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }

    private void Report(int chunk, FusedMemberCall member, FaultCell* cell)
    {
        lock (faultLock)
        {
            if (chunk < faultChunk)
            {
                (fault, failed) = (*cell, member);
                Volatile.Write(ref faultChunk, chunk);
            }
        }

        cell->Kind = FaultKind.None;
    }

    private readonly record struct Segment(long Start, long End, long Positions, long Chunk, long Step, FusedMemberCall[] Members);
}
