namespace Dsl.Runtime.Backends.Cpu.Contractions;

/// <summary>A loop that tiles are cut from.</summary>
/// <param name="Steps">Its turns.</param>
/// <param name="PerStep">Rows or vectors that each of them gives.</param>
internal readonly record struct TilingSpan(int Steps, int PerStep)
{
    /// <summary>So many steps a tile may have at most.</summary>
    public int Most { get; init; } = int.MaxValue;

    /// <summary>Whether tiles have as even a number of steps as possible; otherwise all have the same, and the rest is a tile of its own.</summary>
    public bool IsEven { get; init; }
}
