namespace Dsl.Runtime.Backends.CStyle;

/// <summary>A kernel in a dialect's words, without the preamble.</summary>
/// <param name="Text">The function and what only it needs; kernels that do the same have the same text.</param>
/// <param name="Groups">How many groups run.</param>
/// <param name="Items">Items of a group.</param>
/// <param name="UsesDoubles">Whether the words for doubles are needed.</param>
public sealed record KernelSource(string Text, long Groups, int Items, bool UsesDoubles)
{
    /// <summary>Bytes of memory that a group has for itself.</summary>
    public int SharedBytes { get; init; }

    /// <summary>Bytes of memory that a group is given when it is launched, beside those that the text declares.</summary>
    public int DynamicSharedBytes { get; init; }

    /// <summary>What a compiler of the dialect is given.</summary>
    public string Complete(CDialect dialect) => dialect.Preamble + (UsesDoubles ? dialect.DoublePreamble : string.Empty) + Text;
}
