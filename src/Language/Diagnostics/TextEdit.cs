using Dsl.Language.Text;

namespace Dsl.Language.Diagnostics;

/// <summary>Replaces the text at a place by another.</summary>
public sealed record TextEdit(SourceLocation Location, string NewText);
