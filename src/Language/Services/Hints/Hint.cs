namespace Dsl.Language.Services.Hints;

/// <summary>A few words that an editor shows between the letters of a script.</summary>
/// <param name="Position">Before which character they stand.</param>
/// <param name="Text">The words, with the signs and spaces that set them off.</param>
/// <param name="Kind">What they say.</param>
/// <param name="Tooltip">More of it, on request; null where there is no more.</param>
public sealed record Hint(int Position, string Text, HintKind Kind, string? Tooltip);
