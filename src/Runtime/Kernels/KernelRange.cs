namespace Dsl.Runtime.Kernels;

/// <summary>Which parts of a kernel one call may ask for: the positions from a multiple of the chunk to the next one or to the end.</summary>
/// <param name="Loops">So many of the kernel's first loops, flattened row-major, are the positions; 0 for the whole kernel at once.</param>
/// <param name="Positions">The product of those loops' extents; 1 without loops.</param>
/// <param name="Chunk">Positions a call; the last call may have fewer.</param>
public sealed record KernelRange(int Loops, long Positions, long Chunk)
{
    /// <summary>What each call tells the processor about its memory.</summary>
    public MemoryUse Memory { get; init; } = MemoryUse.Plain;

    /// <summary>The whole kernel at once.</summary>
    public static KernelRange Whole { get; } = new(0, 1, 1);
}
