using Dsl.Language.Text;

namespace Dsl.Language.Services.Editing;

/// <summary>Whether the name at a position can be changed.</summary>
/// <param name="Span">The name in the text; null where it cannot.</param>
/// <param name="Name">The name as it is.</param>
/// <param name="Problem">Why it cannot.</param>
public sealed record RenameTarget(TextSpan? Span, string? Name, string? Problem);
