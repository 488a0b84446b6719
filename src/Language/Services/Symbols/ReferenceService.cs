using System.Collections.Immutable;
using Dsl.Language.Services.Analysis;
using Dsl.Language.Text;

namespace Dsl.Language.Services.Symbols;

/// <summary>Finds the places that name a symbol.</summary>
public static class ReferenceService
{
    /// <summary>All places in several texts that name a symbol, text by text, in order.</summary>
    public static ImmutableArray<SourceLocation> Of(IEnumerable<ScriptAnalysis> analyses, Symbol symbol, bool includesDeclaration = true) =>
    [
        .. analyses.SelectMany(analysis => analysis.Symbols.ReferencesTo(symbol)
            .Where(reference => includesDeclaration || !reference.IsDeclaration)
            .Select(reference => new SourceLocation(analysis.Source, reference.Span))),
    ];

    /// <summary>The places of the same text that name what the position names, in order; none where it names nothing.</summary>
    public static ImmutableArray<SymbolHighlight> HighlightsAt(ScriptAnalysis analysis, int position) => analysis.Symbols.At(position) is { } at
        ? [.. analysis.Symbols.ReferencesTo(at.Symbol).Select(static reference => new SymbolHighlight(reference.Span, reference.IsWrite))]
        : [];
}
