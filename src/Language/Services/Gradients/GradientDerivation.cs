using System.Collections.Immutable;

namespace Dsl.Language.Services.Gradients;

/// <summary>How a gradient is computed, step by step from the loss back.</summary>
/// <param name="Lines">The steps in order, each using those before it.</param>
/// <param name="Problem">Why there is no gradient; null when there is one.</param>
public sealed record GradientDerivation(ImmutableArray<GradientLine> Lines, string? Problem);
