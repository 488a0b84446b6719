using Dsl.Language.Graph;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu;

/// <summary>Runs a fused kernel chunk by chunk.</summary>
internal sealed unsafe class FusedLaunch
{
    private readonly Segment[] segments;
    private readonly OperandTable operands;
    private readonly WorkerScratch scratch;
    private FusedMemberCall? failed;

    public FusedLaunch(FusedKernel kernel, FusedMemberCall[][] members, OperandTable operands, WorkerScratch scratch)
    {
        (this.operands, this.scratch) = (operands, scratch);
        segments = new Segment[kernel.Segments.Length];
        var end = 0L;
        for (var i = 0; i < segments.Length; i++)
        {
            var segment = kernel.Segments[i];
            segments[i] = new Segment(end, end + segment.Chunks, segment.Positions, segment.Chunk, members[i]);
            end += segment.Chunks;
        }

        Chunks = end;
    }

    /// <summary>The number of chunks of all segments.</summary>
    public long Chunks { get; }

    /// <summary>Runs every chunk, or until a fault.</summary>
    public void Run(nint* unused, FaultCell* fault, long first, long limit)
    {
        for (var chunk = 0L; chunk < Chunks; chunk++)
        {
            failed = RunChunk(chunk, 0, fault);
            if (failed is not null)
                return;
        }
    }

    /// <summary>The operation that met the fault of the last run.</summary>
    public Node NodeOf(int site) => FaultSites.NodeOf(failed!.Kernel, site);

    /// <summary>Runs the members of a chunk; the one that met a fault, or null.</summary>
    private FusedMemberCall? RunChunk(long chunk, int worker, FaultCell* fault)
    {
        var index = 0;
        while (chunk >= segments[index].End)
            index++;
        ref readonly var segment = ref segments[index];
        var first = (chunk - segment.Start) * segment.Chunk;
        var limit = Math.Min(first + segment.Chunk, segment.Positions);
        var memory = scratch.Of(worker);
        foreach (var member in segment.Members)
        {
            var block = operands.Operands(member.Block, worker);
            foreach (var place in member.Private)
                block[place.Position] = memory + (nint)(place.Offset - (first * place.BytesPerPosition));
            if (member.HasPositions)
                member.Function(block, fault, first, limit);
            else
                member.Function(block, fault, 0, 1);
            if (fault->Kind != FaultKind.None)
                return member;
        }

        return null;
    }

    private readonly record struct Segment(long Start, long End, long Positions, long Chunk, FusedMemberCall[] Members);
}
