using Dsl.Language.Binding.Values;
using Dsl.Language.Operators;
using Dsl.Language.Services.Analysis;
using Dsl.Language.Services.Symbols;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Services.Hovers;

/// <summary>Tells what a name stands for.</summary>
internal static class SymbolHover
{
    public static Hover Of(ScriptAnalysis analysis, SymbolReference reference)
    {
        var symbol = reference.Symbol;
        var path = analysis.Tree.FindPath(reference.Span.Start);
        var place = PlaceOf(path, reference.Span);
        var facts = analysis.FactsAt(place) ?? FactsOfDeclaration(analysis, symbol);
        var type = facts?.Type?.ToString();
        var signature = SignatureOf(symbol, facts, type);
        var text = new HoverText();
        text.AddCode(signature);
        if (facts?.Value is FunctionValue or LambdaValue or ModelValue or InstanceValue or OperatorValue && Applied(analysis, path, place) is { } applied)
            text.Add($"here `{applied}`");
        text.Add(symbol.Documentation);
        text.Add(FormulaOf(symbol));
        if (facts?.Value is InstanceValue instance)
        {
            text.AddList(ModelFigures.Lines(analysis, instance.Instance));
            text.AddList(ModelFigures.Weights(instance.Instance));
        }
        else if (facts is not null)
        {
            text.AddList(ValueText.Lines(analysis, facts, symbol.FullDeclaration));
            text.Add(StorageText.Of(analysis, facts.Value));
        }

        if (symbol is { IsBuiltIn: true, Kind: SymbolKind.DataFunction } && EnclosingCall(path, place) is { } call && analysis.FactsAt(call.Span) is { Kind: "data" } made)
            text.AddList(ValueText.Lines(analysis, made));
        if (symbol is { IsBuiltIn: true, Kind: SymbolKind.Unit, Name: "grad" } && EnclosingCall(path, place) is { } differentiated)
            text.Add(GradientHover.Of(analysis, differentiated));
        text.Add(OriginOf(symbol, analysis.Source));
        return new Hover(reference.Span, signature, type, text.ToString());
    }

    /// <summary>What is told of a symbol where nothing is known of its use.</summary>
    public static string Help(Symbol symbol)
    {
        var text = new HoverText();
        text.AddCode(symbol.Signature);
        text.Add(symbol.Documentation);
        text.Add(FormulaOf(symbol));
        text.AddList(BuiltInSymbols.Parameters(symbol).Select(static p => $"`{p.Name}`: {p.Documentation}"));
        if (symbol.Declaration is { Source.IsLibrary: true } place)
            text.Add($"{place.Source.Path}, line {place.LineNumber}");
        return text.ToString();
    }

    // Of a member the value is that of the whole expression up to it.
    private static TextSpan PlaceOf(IReadOnlyList<SyntaxNode> path, TextSpan name) =>
        path.Count > 0 && path[^1] is MemberSyntax member && member.Name.Span == name ? member.Span : name;

    private static ValueFacts? FactsOfDeclaration(ScriptAnalysis analysis, Symbol symbol) =>
        symbol.Declaration is { } place && place.Source == analysis.Source ? analysis.FactsAt(place.Span) : null;

    private static string SignatureOf(Symbol symbol, ValueFacts? facts, string? type) => symbol.Kind switch
    {
        SymbolKind.Function or SymbolKind.Model or SymbolKind.Optimizer or SymbolKind.Operator or SymbolKind.Unit or SymbolKind.DataFunction => symbol.Signature,
        _ when type is not null => $"{symbol.Name}: {type}",
        SymbolKind.Dimension when facts?.Value is IntegerValue { Size: var size } && size.ToString() != symbol.Name => $"{symbol.Name} = {size}",
        SymbolKind.Dimension => symbol.Name,
        _ => symbol.Signature,
    };

    private static CallSyntax? EnclosingCall(IReadOnlyList<SyntaxNode> path, TextSpan callee)
    {
        for (var i = path.Count - 1; i >= 0; i--)
        {
            if (path[i] is CallSyntax call && call.Callee.Span == callee)
                return call;
        }

        return null;
    }

    // What goes in and comes out at this place.
    private static string? Applied(ScriptAnalysis analysis, IReadOnlyList<SyntaxNode> path, TextSpan callee)
    {
        ExpressionSyntax? whole = EnclosingCall(path, callee);
        var applied = whole?.Span ?? callee;
        PipeSyntax? pipe = null;
        foreach (var node in path)
        {
            if (node is PipeSyntax stage && stage.Right.Span == applied)
                pipe = stage;
        }

        if (pipe is not null)
            return ValueText.TypeAt(analysis, pipe.Left.Span) is { } left && ValueText.TypeAt(analysis, pipe.Span) is { } right ? $"{left} -> {right}" : null;
        return whole is CallSyntax call && ValueText.TypeAt(analysis, call.Span) is { } result
            ? $"({string.Join(", ", call.Arguments.Elements.Select(a => ValueText.TypeAt(analysis, a.Value.Span) ?? DeclaredSymbols.OneLine(analysis.Source, a.Value.Span)))}) -> {result}"
            : null;
    }

    private static string? FormulaOf(Symbol symbol) =>
        symbol.Kind == SymbolKind.Operator && OperatorCatalog.Find(symbol.Name)?.Formula is { } formula ? $"`{formula}`" : null;

    private static string? OriginOf(Symbol symbol, SourceText here) => symbol switch
    {
        { Declaration: { Source.IsLibrary: true } place } => $"{place.Source.Path}, line {place.LineNumber}",
        { Declaration: { } place } when place.Source.Path != here.Path => $"{place.Source.Path}, line {place.LineNumber}",
        { Kind: SymbolKind.Dimension or SymbolKind.Input or SymbolKind.ConfigurationParameter, Container: { } container } => Role(symbol.Kind, container),
        _ => null,
    };

    private static string Role(SymbolKind kind, Symbol container) => kind switch
    {
        SymbolKind.Dimension => $"a size in `{container.Signature}`",
        SymbolKind.ConfigurationParameter => $"a setting of `{container.Name}`",
        _ => $"an input of `{container.Name}`",
    };
}
