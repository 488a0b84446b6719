using System.Collections.Immutable;

namespace Dsl.Language.Incremental;

/// <summary>How a view of a value follows from views of others.</summary>
/// <param name="Needs">What it reads.</param>
/// <param name="Build">Makes it from these, in their order; null when what they hold cannot be told from the future, which has then been noted.</param>
internal sealed record IncrementalStep(ImmutableArray<ViewNeed> Needs, Func<ImmutableArray<ViewValue>, ViewValue?> Build);
