using Dsl.Language.Graph;

namespace Dsl.Language.Precision;

/// <summary>What becomes of a value where values are stored in 16 bits.</summary>
/// <param name="Node">Computes it, in 16 or in 32 bits.</param>
/// <param name="Adapts">Whether it depends on nothing but weights, literals, sizes and random draws: it takes on the type of what it meets.</param>
/// <param name="Fits">Whether 16 bits can hold its literals without their becoming zero, infinite or coarse.</param>
internal sealed record StoredValue(Node Node, bool Adapts, bool Fits);
