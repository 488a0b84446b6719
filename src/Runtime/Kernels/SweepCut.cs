namespace Dsl.Runtime.Kernels;

/// <summary>How a group takes tables apart.</summary>
/// <param name="Lines">Lines that a group owns.</param>
/// <param name="Width">How much of them is in its memory at a time.</param>
/// <param name="HasMatrices">Whether products of 16-bit floats are computed by the words of tensor cores.</param>
public sealed record SweepCut(int Lines, int Width, bool HasMatrices)
{
    /// <summary>Lines of a fragment.</summary>
    public const int LinesOfFragment = 16;

    /// <summary>Lines of a warp where pieces of tables are fragments. With those of several fragments, what comes by on the way is read once for all of them.</summary>
    public int LinesOfWarp { get; init; } = LinesOfFragment;

    /// <summary>Whether each warp has whole lines of a piece, and pieces of tables stay in its registers as the fragments of its products.</summary>
    public bool HasFragments { get; init; }

    /// <summary>Fragments above one another of a warp.</summary>
    public int FragmentsOfWarp => LinesOfWarp / LinesOfFragment;

    /// <summary>Lines of an item, eight apart: four items next to each other share them.</summary>
    public int LinesOfItem => 2 * FragmentsOfWarp;

    /// <summary>Items of a group whose warps have whole lines.</summary>
    public int ItemsOfFragments => Lines / LinesOfWarp * 32;
}
