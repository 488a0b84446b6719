namespace Dsl.Language.Types;

/// <summary>A factor of a <see cref="Monomial"/>.</summary>
/// <param name="Factor">What is multiplied.</param>
/// <param name="Power">How often; at least 1.</param>
public sealed record FactorPower(DimensionFactor Factor, int Power);
