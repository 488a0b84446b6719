using System.Collections.Immutable;
using Dsl.Language.Services.Signatures;
using Dsl.Language.Syntax;

namespace Dsl.Language.Services.Completion;

/// <summary>The names of arguments that a call does not give yet.</summary>
internal static class ArgumentCandidates
{
    public static ImmutableArray<Candidate> At(CompletionPlace place, Callable? callee, NearbyUses uses)
    {
        if (place.Call is not { IsArgumentStart: true, ArgumentName: null } call || callee is null)
            return [];
        var active = SignatureService.ActiveParameter(call, callee);
        var hasColon = place.TokenBehind is { Kind: SyntaxKind.ColonToken };
        var found = ImmutableArray.CreateBuilder<Candidate>();
        for (var i = Math.Max(active, 0); i < callee.Parameters.Length; i++)
        {
            var parameter = callee.Parameters[i];
            if (call.GivenNames.Contains(parameter.Name))
                continue;
            var score = hasColon ? 2 * NameScore.Fits : ScoreOf(callee, call, parameter);
            found.Add(new Candidate(parameter.Name, CompletionKind.NamedArgument, score + NameScore.OfUse(uses.Of(parameter.Name)) - i)
            {
                Detail = parameter.Text,
                Documentation = parameter.Documentation,
                InsertText = hasColon ? null : parameter.Name + ": ",
            });
        }

        return found.ToImmutable();
    }

    // Settings are mostly named, what is computed with mostly not; behind a named argument nearly everything is.
    private static double ScoreOf(Callable callee, CallPlace call, CallableParameter parameter)
    {
        var score = call.GivenNames.IsEmpty ? 0.0 : 40;
        if (callee.Kind is CallableKind.Unit && call.PositionalBefore > 0 && !IsGivenByPlace(parameter.Name))
            score += parameter.IsOptional ? 30 : 72;
        else if (parameter.IsOptional)
            score += 12;
        return score;
    }

    private static bool IsGivenByPlace(string parameter) =>
        parameter is "net" or "data" or "x" or "value" or "values" or "path" or "of" or "prompt" or "pattern" or "shape";
}
