namespace Dsl.Runtime.Kernels;

/// <summary>How a group takes tables apart.</summary>
/// <param name="Lines">Lines that a group owns.</param>
/// <param name="Width">How much of them is in its memory at a time.</param>
/// <param name="HasMatrices">Whether products of 16-bit floats are computed by the words of tensor cores.</param>
public sealed record SweepCut(int Lines, int Width, bool HasMatrices)
{
    /// <summary>Lines of a warp where pieces of tables are fragments.</summary>
    public const int LinesOfWarp = 16;

    /// <summary>Whether each warp has whole lines of a piece, and pieces of tables stay in its registers as the fragments of its products.</summary>
    public bool HasFragments { get; init; }

    /// <summary>Items of a group whose warps have whole lines.</summary>
    public int ItemsOfFragments => Lines / LinesOfWarp * 32;
}
