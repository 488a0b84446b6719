using System.Collections.Immutable;

namespace Dsl.Language.Diagnostics;

/// <summary>A proposed change, worded for the reader. <paramref name="Checked"/>: applying it was seen to remove the error.</summary>
public sealed record DiagnosticFix(string Title, ImmutableArray<TextEdit> Edits, bool Checked = false)
{
    /// <summary>The type that the mended expression has, when it was checked and has one.</summary>
    public string? Result { get; init; }
}
