using System.Collections.Immutable;
using Dsl.Language.Lowering;

namespace Dsl.Runtime.Kernels;

/// <summary>Kernels that run one after another on each chunk of the same positions.</summary>
/// <param name="Positions">How many there are; chunk k has those from k * Chunk to min((k + 1) * Chunk, Positions).</param>
/// <param name="Chunk">Positions a chunk.</param>
/// <param name="Members">In the order in which they run.</param>
/// <param name="Private">Buffers that hold a chunk's positions only, in memory that each worker has for itself.</param>
public sealed record FusedSegment(long Positions, long Chunk, ImmutableArray<FusedMember> Members, ImmutableArray<TensorBuffer> Private)
{
    /// <summary>Buffers that all positions read again and again, of which whoever runs a chunk has a copy in its own memory.</summary>
    public ImmutableArray<TensorBuffer> Held { get; init; } = [];

    /// <summary>So many positions of a chunk go through all members before the next ones do; 0 when each member computes the whole chunk.</summary>
    public long Turn { get; init; }

    /// <summary>The number of chunks.</summary>
    public long Chunks => (Positions + Chunk - 1) / Chunk;

    /// <summary>The buffers that members load from and that lie outside.</summary>
    public IEnumerable<TensorBuffer> Reads => Outside(Members.SelectMany(static member => member.Kernel.Reads));

    /// <summary>The buffers that members store to and that lie outside.</summary>
    public IEnumerable<TensorBuffer> Writes => Outside(Members.SelectMany(static member => member.Kernel.Writes));

    private IEnumerable<TensorBuffer> Outside(IEnumerable<TensorBuffer> buffers) => buffers.Where(buffer => !Private.Contains(buffer)).Distinct();
}
