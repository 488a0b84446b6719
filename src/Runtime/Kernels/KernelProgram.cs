using System.Collections.Immutable;
using Dsl.Language.Lowering;

namespace Dsl.Runtime.Kernels;

/// <summary>Kernels in the order in which they run, and where every buffer they use lies.</summary>
/// <param name="Buffers">Every buffer, by slot.</param>
/// <param name="Outputs">The buffers of the requested outputs, in order.</param>
/// <param name="ArenaBytes">Size of the memory that all temporaries share.</param>
/// <param name="FirstVariableWrite">The position of the first kernel that writes a variable; the number of kernels when none does.</param>
public sealed record KernelProgram(
    ImmutableArray<Kernel> Kernels,
    ImmutableArray<PlacedBuffer> Buffers,
    ImmutableArray<TensorBuffer> Outputs,
    long ArenaBytes,
    int FirstVariableWrite)
{
    /// <summary>Bytes of memory that each worker needs for itself.</summary>
    public long PrivateBytes { get; init; }
}

/// <summary>A buffer and where its memory comes from.</summary>
public sealed record PlacedBuffer(TensorBuffer Buffer, BufferPlacement Placement);
