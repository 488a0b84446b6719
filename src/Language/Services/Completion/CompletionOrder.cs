using System.Collections.Immutable;
using Dsl.Language.Services.Analysis;

namespace Dsl.Language.Services.Completion;

/// <summary>Keeps the candidates that match what is typed and puts them in order.</summary>
internal static class CompletionOrder
{
    private const double BeginsSo = 1000;
    private const double BeginsSoInOtherCase = 900;

    public static ImmutableArray<CompletionItem> Of(ScriptAnalysis analysis, ImmutableArray<Candidate> candidates, string typed, int most)
    {
        var matching = new List<(Candidate Candidate, double Score)>(candidates.Length);
        foreach (var candidate in candidates)
        {
            if (Match(candidate.Label, typed) is { } bonus)
                matching.Add((candidate, candidate.Score + bonus));
        }

        var ordered = matching.OrderByDescending(static m => m.Score).ThenBy(static m => m.Candidate.Label, StringComparer.Ordinal);
        return
        [
            .. ordered.Take(most).Select((m, place) => Describe(analysis, m.Candidate, place)),
        ];
    }

    private static CompletionItem Describe(ScriptAnalysis analysis, Candidate candidate, int place)
    {
        var (detail, documentation) = candidate.Symbol is { } symbol
            ? (NameCandidates.DetailOf(symbol, analysis), NameCandidates.DocumentationOf(symbol))
            : (candidate.Detail, candidate.Documentation);
        return new CompletionItem(candidate.Label, candidate.Kind, detail, documentation, candidate.InsertText ?? candidate.Label, candidate.IsSnippet, place.ToString("D4"));
    }

    /// <summary>What a match adds to the score; null when the letters typed do not occur in the label in their order.</summary>
    private static double? Match(string label, string typed)
    {
        if (typed.Length == 0 || label.StartsWith(typed, StringComparison.Ordinal))
            return typed.Length == 0 ? 0 : BeginsSo;
        if (label.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            return BeginsSoInOtherCase;
        var at = 0;
        foreach (var letter in label)
        {
            if (at < typed.Length && char.ToLowerInvariant(letter) == char.ToLowerInvariant(typed[at]))
                at++;
        }

        // The first letter is what people are sure of.
        var beginsAlike = char.ToLowerInvariant(label[0]) == char.ToLowerInvariant(typed[0]);
        return at == typed.Length ? beginsAlike ? BeginsSoInOtherCase / 2 : 0 : null;
    }
}
