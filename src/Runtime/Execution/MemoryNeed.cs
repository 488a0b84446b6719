using System.Collections.Immutable;
using Dsl.Language.Graph;

namespace Dsl.Runtime.Execution;

/// <summary>What a computation would take, found without compiling it.</summary>
/// <param name="Bytes">What it needs for intermediate values.</param>
/// <param name="Available">What there is, or at least is known to be there.</param>
/// <param name="Largest">Where it does not suffice, the largest values that are kept between its launches, with their bytes; the largest first.</param>
public sealed record MemoryNeed(double Bytes, long Available, ImmutableArray<(Node? Operation, long Bytes)> Largest)
{
    /// <summary>The device whose memory is meant; null for the machine's own.</summary>
    public string? Device { get; init; }

    /// <summary>Whether there is enough.</summary>
    public bool Fits => Bytes <= Available;
}
