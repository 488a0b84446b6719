namespace Dsl.Runtime.Kernels;

/// <summary>A kernel of which one call computes some positions.</summary>
/// <param name="Kernel">What it computes.</param>
/// <param name="PositionLoops">So many of its first loops, flattened row-major, are the positions; 0 when it is one indivisible piece.</param>
public sealed record FusedMember(Kernel Kernel, int PositionLoops)
{
    /// <summary>What each call tells the processor about its memory.</summary>
    public MemoryUse Memory { get; init; } = MemoryUse.Plain;
}
