namespace Dsl.Language.Programs;

/// <summary>How far to go and what to show.</summary>
/// <param name="Length">Tokens to add at most.</param>
/// <param name="Seed">A seed of its own; null: the script's.</param>
/// <param name="Stop">Ends with the token that completes it in the added text; null: never.</param>
/// <param name="Stream">Whether text is written as it comes.</param>
public sealed record GenerationSettings(long Length, long? Seed, string? Stop, bool Stream);
