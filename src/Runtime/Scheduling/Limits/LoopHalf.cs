using System.Collections.Immutable;
using Dsl.Language.Lowering;

namespace Dsl.Runtime.Scheduling.Limits;

/// <summary>The turns of loops at which a constant plus multiples of their numbers is positive.</summary>
/// <param name="Terms">Each loop once, no coefficient 0.</param>
/// <param name="Constant">What is added.</param>
internal sealed record LoopHalf(ImmutableArray<LoopMultiple> Terms, long Constant)
{
    /// <summary>The other turns.</summary>
    public LoopHalf Opposite() => new([.. Terms.Select(static term => term with { Coefficient = -term.Coefficient })], 1 - Constant);

    /// <summary>Whether it is the same number of the same loops.</summary>
    public bool SameAs(LoopHalf other) => Constant == other.Constant && IsWithin(other);

    /// <summary>Whether all its turns are among another's because that one's number is the same or greater by a constant.</summary>
    public bool IsWithin(LoopHalf other) => Constant <= other.Constant && Terms.Length == other.Terms.Length && Terms.All(other.Terms.Contains);
}

/// <summary>A multiple of a loop's turn.</summary>
internal sealed record LoopMultiple(LoopVariable Variable, long Coefficient);
