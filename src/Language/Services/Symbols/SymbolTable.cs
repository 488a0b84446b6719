using System.Collections.Immutable;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Services.Symbols;

/// <summary>What every name of a text stands for. Works for broken text.</summary>
public sealed class SymbolTable
{
    private readonly SymbolScope script;
    private readonly ImmutableDictionary<string, Symbol> fileNames;
    private readonly Lazy<ILookup<Symbol, SymbolReference>> bySymbol;

    internal SymbolTable(ImmutableArray<SymbolReference> references, SymbolScope script, ImmutableDictionary<string, Symbol> fileNames)
    {
        References = references;
        this.script = script;
        this.fileNames = fileNames;
        bySymbol = new Lazy<ILookup<Symbol, SymbolReference>>(() => references.ToLookup(static reference => reference.Symbol));
    }

    /// <summary>What the names of a text stand for that was parsed and not checked.</summary>
    public static SymbolTable Of(SyntaxTree tree, IFileSource files) => SymbolResolver.Resolve(tree, files, null, []);

    /// <summary>Every name of the text that was resolved, in order.</summary>
    public ImmutableArray<SymbolReference> References { get; }

    /// <summary>The functions, models and optimizers that the text declares or imports, and the names of imported files.</summary>
    public IEnumerable<Symbol> FileSymbols => fileNames.Values;

    /// <summary>The name at a position, or the one that ends there; null where there is none, or nobody knows what it stands for.</summary>
    public SymbolReference? At(int position)
    {
        var (low, high) = (0, References.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (References[middle].Span.Start <= position)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return high >= 0 && position <= References[high].Span.End ? References[high] : null;
    }

    /// <summary>The name that fills a span exactly; null where none was resolved.</summary>
    public SymbolReference? At(TextSpan span) => At(span.Start) is { } reference && reference.Span == span ? reference : null;

    /// <summary>Every name that can be used at a position: innermost block first, then the script, imports, the library, and what is built in.</summary>
    public ImmutableArray<Symbol> VisibleAt(int position)
    {
        var visible = ImmutableArray.CreateBuilder<Symbol>();
        var seen = new HashSet<string>();
        script.AddVisible(position, visible, seen);
        foreach (var symbol in fileNames.Values.OrderBy(static s => s.Declaration?.Span.Start ?? 0).ThenBy(static s => s.Name, StringComparer.Ordinal).Concat(LibrarySymbols.All).Concat(BuiltInSymbols.All))
        {
            if (seen.Add(symbol.Name))
                visible.Add(symbol);
        }

        return visible.ToImmutable();
    }

    /// <summary>The places of the text that name a symbol, in order.</summary>
    public ImmutableArray<SymbolReference> ReferencesTo(Symbol symbol) => [.. bySymbol.Value[symbol]];
}
