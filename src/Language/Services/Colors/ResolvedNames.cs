using Dsl.Language.Services.Symbols;
using Dsl.Language.Syntax;

namespace Dsl.Language.Services.Colors;

/// <summary>What names are, by what they were resolved to; by the text alone where they were not.</summary>
internal sealed class ResolvedNames(SymbolTable symbols, INameColors otherwise) : INameColors
{
    private readonly HashSet<Symbol> written = Written(symbols);

    public (TokenColor Color, ColorModifiers Modifiers) ColorOf(SyntaxToken token, SyntaxNode parent)
    {
        if (symbols.At(token.Span) is not { } reference)
            return otherwise.ColorOf(token, parent);
        var symbol = reference.Symbol;
        var modifiers = reference.IsDeclaration ? ColorModifiers.Declaration : ColorModifiers.None;
        if (symbol.IsLibrary)
            modifiers |= ColorModifiers.Library;
        else if (symbol.IsBuiltIn)
            modifiers |= ColorModifiers.BuiltIn;
        if (!written.Contains(symbol))
            modifiers |= ColorModifiers.ReadOnly;
        return (Of(symbol.Kind), modifiers);
    }

    // A name that is given a value a second time.
    private static HashSet<Symbol> Written(SymbolTable symbols)
    {
        var written = new HashSet<Symbol>();
        foreach (var reference in symbols.References)
        {
            if (reference.Symbol.Kind == SymbolKind.Weight || (reference.IsWrite && !reference.IsDeclaration))
                written.Add(reference.Symbol);
        }

        return written;
    }

    /// <summary>The colour of a kind of name.</summary>
    public static TokenColor Of(SymbolKind kind) => kind switch
    {
        SymbolKind.Function or SymbolKind.Operator or SymbolKind.DataFunction => TokenColor.Function,
        SymbolKind.Model => TokenColor.Model,
        SymbolKind.Optimizer => TokenColor.Optimizer,
        SymbolKind.Unit => TokenColor.Unit,
        SymbolKind.ConfigurationParameter or SymbolKind.Input => TokenColor.Parameter,
        SymbolKind.Dimension => TokenColor.Dimension,
        SymbolKind.Weight => TokenColor.Weight,
        SymbolKind.State => TokenColor.State,
        SymbolKind.Field => TokenColor.Field,
        SymbolKind.ElementType => TokenColor.ElementType,
        SymbolKind.ImportAlias => TokenColor.ImportAlias,
        _ => TokenColor.Variable,
    };
}
