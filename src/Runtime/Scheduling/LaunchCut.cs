using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>How a group of kernels runs.</summary>
/// <param name="Positions">How many positions it has.</param>
/// <param name="Chunk">Positions a chunk.</param>
/// <param name="Private">Places of the buffers that hold a chunk only.</param>
/// <param name="PrivateBytes">Bytes of all of them.</param>
internal sealed record LaunchCut(long Positions, long Chunk, Dictionary<TensorBuffer, PrivatePlacement> Private, long PrivateBytes)
{
    /// <summary>So many positions go through all members before the next ones do; 0 when each member computes a whole chunk.</summary>
    public long Turn { get; init; }

    /// <summary>The members, where their positions are no pieces of what they store; empty where they are.</summary>
    public ImmutableArray<FusedMember> Members { get; init; } = [];
}
