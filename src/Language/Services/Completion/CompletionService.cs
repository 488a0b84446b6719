using System.Collections.Immutable;
using Dsl.Language.Services.Analysis;
using Dsl.Language.Services.Signatures;

namespace Dsl.Language.Services.Completion;

/// <summary>Proposes what can be written at a cursor, the likeliest first.</summary>
public static class CompletionService
{
    private const int MostItems = 400;

    /// <summary>The proposals that the letters typed so far leave; none in comments and plain texts.</summary>
    public static CompletionList At(ScriptAnalysis analysis, int position)
    {
        position = Math.Clamp(position, 0, analysis.Source.Length);
        var place = CompletionPlaceFinder.Find(analysis.Tree, position);
        var typed = analysis.Source.Content[place.Replaced.Start..Math.Max(position, place.Replaced.Start)];
        return new CompletionList(place.Replaced, CompletionOrder.Of(analysis, Collect(analysis, place), typed, MostItems));
    }

    private static ImmutableArray<Candidate> Collect(ScriptAnalysis analysis, CompletionPlace place)
    {
        switch (place.Kind)
        {
            case PlaceKind.Nothing:
                return [];
            case PlaceKind.Text:
                return TextCandidates.At(analysis, place);
            case PlaceKind.Member:
                return MemberCandidates.At(analysis, place, new NearbyUses(place));
            case PlaceKind.Continuation:
                return KeywordCandidates.At(analysis.Tree, place, Expectation.Any);
        }

        var uses = new NearbyUses(place);
        var callee = place.Call is { } call ? CalleeResolver.Resolve(call.Call.Callee, analysis) : null;
        var expected = ExpectationFinder.Find(analysis, place, callee);
        var arguments = ArgumentCandidates.At(place, callee, uses);
        if (expected.Value == ExpectedValue.ArgumentName && !arguments.IsEmpty)
            return arguments;
        return
        [
            .. arguments,
            .. NameCandidates.At(analysis, place, expected, uses),
            .. KeywordCandidates.At(analysis.Tree, place, expected),
            .. Snippets.At(place, expected),
        ];
    }
}
