using System.Collections.Immutable;

namespace Dsl.Language.Services.Drawings;

/// <summary>An arrow within one level: what it leaves, what it passes, what it enters.</summary>
/// <param name="Path">At least two items, from top to bottom.</param>
/// <param name="HasHead">Whether it ends in a box, not at the border of a group.</param>
internal sealed record PlacedArrow(ImmutableArray<PlacedItem> Path, bool HasHead);
