namespace Dsl.Runtime.Kernels;

/// <summary>How a group takes tables apart.</summary>
/// <param name="Lines">Lines that a group owns.</param>
/// <param name="Width">How much of them is in its memory at a time.</param>
/// <param name="HasMatrices">Whether products of 16-bit floats are computed by the words of tensor cores.</param>
public sealed record SweepCut(int Lines, int Width, bool HasMatrices);
