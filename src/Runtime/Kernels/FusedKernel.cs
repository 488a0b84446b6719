using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Lowering;

namespace Dsl.Runtime.Kernels;

/// <summary>
/// One launch: the positions of every segment are cut into chunks, which may run at the same time, on any thread and in any order. Chunks depend on
/// shapes only, so results do not depend on the number of threads.
/// </summary>
public sealed record FusedKernel(Node Node, ImmutableArray<FusedSegment> Segments) : Kernel(Node)
{
    /// <summary>The buffers read that lie outside: those of a worker's own are left out.</summary>
    public override ImmutableArray<TensorBuffer> Reads { get; } =
        [.. Segments.SelectMany(static segment => segment.Reads).Distinct()];

    /// <summary>The buffers written that are more than a worker's own.</summary>
    public override ImmutableArray<TensorBuffer> Writes { get; } =
        [.. Segments.SelectMany(static segment => segment.Writes).Distinct()];
}
