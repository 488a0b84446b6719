using Dsl.Language.Binding.Units;
using Dsl.Language.Binding.Values;
using Dsl.Language.Services.Analysis;
using Dsl.Language.Services.Symbols;
using Dsl.Language.Syntax;

namespace Dsl.Language.Services.Completion;

/// <summary>Judges whether a name is what a place asks for.</summary>
internal static class FitJudge
{
    public static Fit Judge(Symbol symbol, ScriptAnalysis analysis, CompletionPlace place, Expectation expected)
    {
        if (place.Kind is PlaceKind.Dimension)
            return symbol.Kind is SymbolKind.Dimension or SymbolKind.ConfigurationParameter ? Fit.Fits : IsCallable(symbol.Kind) ? Fit.Unlikely : Fit.Unknown;
        if (place.Kind is PlaceKind.Type)
            return symbol.Kind == SymbolKind.ElementType ? Fit.Fits : Fit.Unlikely;
        if (Judge(symbol, analysis, expected) is var fit and not Fit.Unknown)
            return fit;
        if (place.Kind == PlaceKind.Statement && OfStatement(symbol, place) is var begins and not Fit.Unknown)
            return begins;
        if (place.TokenBehind is { Kind: SyntaxKind.OpenParenthesisToken } open && open.Span.Start == place.Replaced.End)
            return OfCallee(symbol, analysis);
        return Fit.Unknown;
    }

    // The script acts; a body ends with a value, or gives a name another one.
    private static Fit OfStatement(Symbol symbol, CompletionPlace place)
    {
        if (place.IsInDeclaration)
            return symbol.Kind == SymbolKind.Unit ? Fit.Unlikely : IsValue(symbol.Kind) ? Fit.MayFit : Fit.Unknown;
        return symbol.Kind == SymbolKind.Unit && UnitCatalog.All.Any(unit => unit.Acts && unit.Name == symbol.Name) ? Fit.Fits : Fit.Unknown;
    }

    private static Fit OfCallee(Symbol symbol, ScriptAnalysis analysis)
    {
        if (IsCallable(symbol.Kind) || symbol.Kind == SymbolKind.ElementType)
            return Fit.MayFit;
        return ValueOf(symbol, analysis) switch
        {
            CallableValue => Fit.Fits,
            null when IsValue(symbol.Kind) => Fit.Unknown,
            _ => Fit.Unlikely,
        };
    }

    private static Fit Judge(Symbol symbol, ScriptAnalysis analysis, Expectation expected)
    {
        switch (expected.Value)
        {
            case ExpectedValue.Loss or ExpectedValue.Schedule or ExpectedValue.Initializer:
                return OfFamily(symbol, analysis, expected.Value);
            case ExpectedValue.Metric:
                return OfFamily(symbol, analysis, ExpectedValue.Metric) is Fit.Fits || OfFamily(symbol, analysis, ExpectedValue.Loss) is Fit.Fits ? Fit.Fits : Fit.Unlikely;
            case ExpectedValue.Optimizer:
                return symbol.Kind == SymbolKind.Optimizer ? Fit.Fits : Fit.Unlikely;
            case ExpectedValue.Truth:
                return Fit.Unknown;
            case ExpectedValue.Axis:
                return symbol.Kind == SymbolKind.Dimension ? Fit.Fits : Fit.Unknown;
            case ExpectedValue.Precision:
                return symbol.Kind == SymbolKind.ElementType ? Fit.Fits : Fit.Unlikely;
            case ExpectedValue.WholeNumber:
                return symbol.Kind is SymbolKind.ConfigurationParameter or SymbolKind.Dimension ? Fit.Fits : Fit.Unknown;
            case ExpectedValue.Callable:
                return OfPipe(symbol, analysis);
            case ExpectedValue.Data:
                return ValueOf(symbol, analysis) is DataReferenceValue or RecordValue ? Fit.Fits : Fit.Unknown;
            case ExpectedValue.Instance:
                return ValueOf(symbol, analysis) is InstanceValue ? Fit.Fits : Fit.Unknown;
            case ExpectedValue.Tensor:
                return ValueOf(symbol, analysis) is not TensorValue tensor ? Fit.Unknown
                    : expected.Shape is null ? Fit.MayFit
                    : tensor.Type.Shape.Equals(expected.Shape) ? Fit.Fits
                    : Fit.Unknown;
            case ExpectedValue.Target:
                return symbol.Kind is SymbolKind.Local or SymbolKind.CarriedValue or SymbolKind.State or SymbolKind.Input ? Fit.Fits : Fit.Unlikely;
            default:
                return Fit.Unknown;
        }
    }

    // Of the library those of the family fit; of a script any function or value may have been made for it.
    private static Fit OfFamily(Symbol symbol, ScriptAnalysis analysis, ExpectedValue family)
    {
        if (symbol.Declaration is { Source.IsLibrary: true } declaration)
            return LibraryGroups.Of(declaration.Source.Path) == family ? Fit.Fits : Fit.Unlikely;
        return symbol.Declaration is null ? Fit.Unlikely
            : symbol.Kind == SymbolKind.Function || ValueOf(symbol, analysis) is CallableValue and not InstanceValue ? Fit.Fits
            : symbol.Kind is SymbolKind.ConfigurationParameter or SymbolKind.Input ? Fit.MayFit
            : Fit.Unknown;
    }

    private static Fit OfPipe(Symbol symbol, ScriptAnalysis analysis)
    {
        if (symbol.Declaration is { Source.IsLibrary: true } declaration)
            return LibraryGroups.Of(declaration.Source.Path) is ExpectedValue.Callable ? Fit.Fits : Fit.Unknown;
        if (symbol.Kind is SymbolKind.Model or SymbolKind.Function)
            return Fit.Fits;
        return IsValue(symbol.Kind) ? ValueOf(symbol, analysis) is CallableValue ? Fit.Fits : Fit.Unlikely : Fit.Unknown;
    }

    private static bool IsCallable(SymbolKind kind) =>
        kind is SymbolKind.Function or SymbolKind.Model or SymbolKind.Optimizer or SymbolKind.Operator or SymbolKind.Unit or SymbolKind.DataFunction;

    private static bool IsValue(SymbolKind kind) =>
        kind is SymbolKind.Local or SymbolKind.LoopVariable or SymbolKind.CarriedValue or SymbolKind.Input or SymbolKind.ConfigurationParameter
            or SymbolKind.Weight or SymbolKind.State;

    /// <summary>What the checker saw of a name where it was bound; null where it did not.</summary>
    internal static Value? ValueOf(Symbol symbol, ScriptAnalysis analysis) =>
        symbol.Value ?? (symbol.Declaration is { } declaration && declaration.Source == analysis.Source ? analysis.ValueAt(declaration.Span) : null);
}
