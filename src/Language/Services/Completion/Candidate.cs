using Dsl.Language.Services.Symbols;

namespace Dsl.Language.Services.Completion;

/// <summary>Something that could be proposed, before it is put in order.</summary>
/// <param name="Label">What the reader sees.</param>
/// <param name="Kind">What it stands for.</param>
/// <param name="Score">How likely it is meant; the higher the sooner it is proposed.</param>
internal sealed record Candidate(string Label, CompletionKind Kind, double Score)
{
    public string? Detail { get; init; }

    public string? Documentation { get; init; }

    /// <summary>What is written, where that is not the label.</summary>
    public string? InsertText { get; init; }

    public bool IsSnippet { get; init; }

    /// <summary>The name it stands for, whose detail and documentation are looked for only if it is proposed; null where they are given.</summary>
    public Symbol? Symbol { get; init; }
}
