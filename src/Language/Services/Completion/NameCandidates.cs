using System.Collections.Immutable;
using Dsl.Language.Binding;
using Dsl.Language.Binding.Values;
using Dsl.Language.Services.Analysis;
using Dsl.Language.Services.Symbols;

namespace Dsl.Language.Services.Completion;

/// <summary>The names that can be used at a place.</summary>
internal static class NameCandidates
{
    public static ImmutableArray<Candidate> At(ScriptAnalysis analysis, CompletionPlace place, Expectation expected, NearbyUses uses)
    {
        var visible = analysis.Symbols.VisibleAt(place.Position);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var found = ImmutableArray.CreateBuilder<Candidate>(visible.Length);
        for (var i = 0; i < visible.Length; i++)
        {
            var symbol = visible[i];
            if (symbol.Name.Length > 0 && seen.Add(symbol.Name))
                found.Add(new Candidate(symbol.Name, KindOf(symbol.Kind), ScoreOf(symbol, analysis, place, expected, uses) - (0.01 * i)) { Symbol = symbol });
        }

        return found.ToImmutable();
    }

    private static double ScoreOf(Symbol symbol, ScriptAnalysis analysis, CompletionPlace place, Expectation expected, NearbyUses uses)
    {
        var score = NameScore.OfUse(uses.Of(symbol.Name)) + NameScore.OfScope(symbol) + NameScore.OfHabit(symbol.Name);
        return FitJudge.Judge(symbol, analysis, place, expected) switch
        {
            Fit.Fits => score + NameScore.Fits,
            Fit.MayFit => score + NameScore.MayFit,
            Fit.Unlikely => score + NameScore.DoesNotFit,
            _ => score,
        };
    }

    /// <summary>What is said of a name beside it.</summary>
    public static string DetailOf(Symbol symbol, ScriptAnalysis analysis) =>
        FitJudge.ValueOf(symbol, analysis) is { } value
            ? value is TensorValue tensor ? Hints.HintService.Short(tensor.Type) : Elaborator.Describe(value)
            : symbol.Signature;

    /// <summary>What explains a name; null where nothing does.</summary>
    public static string? DocumentationOf(Symbol symbol) => Signatures.SignatureService.Introduction(symbol.Documentation);

    private static CompletionKind KindOf(SymbolKind kind) => kind switch
    {
        SymbolKind.Function or SymbolKind.Operator or SymbolKind.DataFunction => CompletionKind.Function,
        SymbolKind.Model => CompletionKind.Model,
        SymbolKind.Optimizer => CompletionKind.Optimizer,
        SymbolKind.Unit => CompletionKind.Unit,
        SymbolKind.ConfigurationParameter or SymbolKind.Input => CompletionKind.Parameter,
        SymbolKind.Dimension => CompletionKind.Dimension,
        SymbolKind.Weight => CompletionKind.Weight,
        SymbolKind.State => CompletionKind.State,
        SymbolKind.ImportAlias => CompletionKind.ImportAlias,
        SymbolKind.ElementType => CompletionKind.ElementType,
        SymbolKind.Constant => CompletionKind.Constant,
        SymbolKind.Field => CompletionKind.Field,
        _ => CompletionKind.Variable,
    };
}
