using System.Collections.Immutable;
using Dsl.Language.Syntax;

namespace Dsl.Language.Services.Completion;

/// <summary>The words of the language that can stand at a place.</summary>
internal static class KeywordCandidates
{
    // A word of the language is rarely what somebody looks for, and never far from its first letter.
    private const double Score = 4;

    public static ImmutableArray<Candidate> At(SyntaxTree tree, CompletionPlace place, Expectation expected) => place.Kind switch
    {
        PlaceKind.Statement => [.. Make("assert", "require", "if", "for", "param", "state", "fn", "model", "optimizer", "import", "scan"), .. Make("not", "true", "false")],
        PlaceKind.Expression when expected.Value == ExpectedValue.Truth => Make(NameScore.Fits, "true", "false"),
        PlaceKind.Expression when expected.Value is ExpectedValue.Any or ExpectedValue.Tensor => Make("true", "false", "not", "if", "scan"),
        PlaceKind.Continuation => Continuations(tree, place),
        _ => [],
    };

    private static ImmutableArray<Candidate> Continuations(SyntaxTree tree, CompletionPlace place)
    {
        if (place.TokenBefore is not { } before)
            return [];
        var path = tree.FindPath(before.Span.Start);
        if (place.Tokens.KindAt(place.Before - 1) == SyntaxKind.ForKeyword)
            return Make(NameScore.Fits, "in");
        if (place.Tokens.KindAt(place.Before - 1) == SyntaxKind.ScanKeyword)
            return Make(NameScore.Fits, "over");
        if (path.OfType<ScanSyntax>().LastOrDefault() is { WithKeyword: null or { IsMissing: true } } scan && scan.Dimension.Span.End == before.Span.End)
            return Make(NameScore.Fits, "with");
        if (path.OfType<ImportStatementSyntax>().Any())
            return Make(NameScore.Fits, "as");
        if (before.Kind == SyntaxKind.CloseBraceToken)
            return path.OfType<IfSyntax>().Any(i => i.Then.Close.Span == before.Span && i.ElseKeyword is null) ? Make(NameScore.Fits, "else") : [];
        return Make("and", "or");
    }

    private static ImmutableArray<Candidate> Make(params ReadOnlySpan<string> words) => Make(Score, words);

    private static ImmutableArray<Candidate> Make(double score, params ReadOnlySpan<string> words)
    {
        var made = ImmutableArray.CreateBuilder<Candidate>(words.Length);
        for (var i = 0; i < words.Length; i++)
            made.Add(new Candidate(words[i], CompletionKind.Keyword, score - (0.1 * i)));
        return made.MoveToImmutable();
    }
}
