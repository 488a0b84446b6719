using System.Collections.Immutable;
using Dsl.Language.Diagnostics;

namespace Dsl.Language.Services.Editing;

/// <summary>The changes that give a symbol another name, or why there are none.</summary>
/// <param name="Edits">The changes; each says which text it belongs to.</param>
/// <param name="Problem">Why the name cannot be given; null when it can.</param>
public sealed record RenameResult(ImmutableArray<TextEdit> Edits, string? Problem);
