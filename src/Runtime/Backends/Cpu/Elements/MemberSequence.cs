using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu.Elements;

/// <summary>The members of a segment as one function: each turn of a few positions goes through all of them, so that the results of one turn are stored while the next is computed.</summary>
/// <param name="Segment">Element kernels, all of them with positions.</param>
internal sealed record MemberSequence(FusedSegment Segment) : Kernel(Segment.Members[^1].Kernel.Node)
{
    /// <summary>The buffers that a member loads from, each once; some are a worker's own.</summary>
    public override ImmutableArray<TensorBuffer> Reads { get; } = [.. Segment.Members.SelectMany(static member => member.Kernel.Reads).Distinct()];

    /// <summary>The buffers that a member stores to, each once; some are a worker's own.</summary>
    public override ImmutableArray<TensorBuffer> Writes { get; } = [.. Segment.Members.SelectMany(static member => member.Kernel.Writes).Distinct()];

    /// <summary>The positions that one turn asks a member for.</summary>
    public KernelRange RangeOf(FusedMember member) => new(member.PositionLoops, Segment.Positions, Segment.Turn) { Memory = member.Memory };
}
