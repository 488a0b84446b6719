using System.Collections.Immutable;

namespace Dsl.Language.Graph;

/// <summary>A graph whose sizes are replaced, or the first operation that does not fit the new sizes.</summary>
/// <param name="Outputs">The outputs in their order; empty on failure.</param>
public sealed record SpecializationResult(ImmutableArray<Node> Outputs, SpecializationFailure? Failure);
