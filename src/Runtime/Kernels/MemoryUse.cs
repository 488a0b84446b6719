using System.Collections.Immutable;

namespace Dsl.Runtime.Kernels;

/// <summary>What a call of a kernel tells a processor about its memory; results are the same with and without it.</summary>
/// <param name="StoresPastCaches">Whether what is stored is written straight to memory, since nobody reads it before the caches hold something else.</param>
/// <param name="ReadsAhead">The operands whose piece of the next chunk is asked for while this one is worked on: a bit for each place among the operands.</param>
public sealed record MemoryUse(bool StoresPastCaches, long ReadsAhead)
{
    /// <summary>Operands beyond this many cannot be asked for ahead.</summary>
    public const int MostOperands = 64;

    /// <summary>The caches are left to themselves.</summary>
    public static MemoryUse Plain { get; } = new(false, 0);

    /// <summary>What a product asks for while it multiplies.</summary>
    public ImmutableArray<AskedPiece> Asks { get; init; } = [];

    /// <summary>Whether the operand at a place is asked for ahead.</summary>
    public bool ReadsAheadOf(int place) => place < MostOperands && (ReadsAhead >> place & 1) != 0;
}
