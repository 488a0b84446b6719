using System.Collections.Immutable;
using System.Text;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Services.Symbols;

/// <summary>The symbols of what a text declares, and of the parameters of that.</summary>
public static class DeclaredSymbols
{
    private const int LongestSignature = 200;

    /// <summary>The symbol of a function, model or optimizer; null for other statements, and where the name is missing.</summary>
    public static Symbol? Of(StatementSyntax statement) => statement switch
    {
        FunctionDeclarationSyntax f => Of(f, f.Name, SymbolKind.Function, f.ReturnType ?? (SyntaxElement)f.Parameters),
        ModelDeclarationSyntax m => Of(m, m.Name, SymbolKind.Model, m.ReturnType ?? m.Inputs ?? (SyntaxElement)m.Configuration),
        OptimizerDeclarationSyntax o => Of(o, o.Name, SymbolKind.Optimizer, o.Inputs ?? (SyntaxElement)o.Configuration),
        _ => null,
    };

    /// <summary>What a call of the declaration itself takes: the parameters of a function, the settings of a model or optimizer.</summary>
    public static ImmutableArray<Symbol> Parameters(Symbol declaration) => declaration.Syntax switch
    {
        FunctionDeclarationSyntax f => Of(f.Parameters, declaration, SymbolKind.Input),
        ModelDeclarationSyntax { Inputs: not null } m => Of(m.Configuration, declaration, SymbolKind.ConfigurationParameter),
        OptimizerDeclarationSyntax o => Of(o.Configuration, declaration, SymbolKind.ConfigurationParameter),
        _ => [],
    };

    /// <summary>What applying an instance of the model takes, or what an optimizer is given.</summary>
    public static ImmutableArray<Symbol> Inputs(Symbol declaration) => declaration.Syntax switch
    {
        ModelDeclarationSyntax m => Of(m.Inputs ?? m.Configuration, declaration, SymbolKind.Input),
        OptimizerDeclarationSyntax { Inputs: { } inputs } => Of(inputs, declaration, SymbolKind.Input),
        _ => [],
    };

    /// <summary>The symbol of one parameter.</summary>
    internal static Symbol Parameter(ParameterSyntax parameter, Symbol? container, SymbolKind kind) =>
        new(parameter.Name.Text, kind, parameter.Name.Location, parameter.Location, container, null, OneLine(parameter.Source, parameter.Span)) { Syntax = parameter };

    /// <summary>The symbol of a name that a node declares.</summary>
    internal static Symbol Name(SyntaxToken name, SymbolKind kind, SyntaxNode declaration, Symbol? container, string? signature = null) =>
        new(name.Text, kind, name.Location, declaration.Location, container, (declaration as StatementSyntax)?.Documentation, signature ?? OneLine(declaration.Source, declaration.Span))
        {
            Syntax = declaration,
        };

    /// <summary>The text of a span with every run of blanks and line breaks as one blank, cut where it is long.</summary>
    internal static string OneLine(SourceText source, TextSpan span)
    {
        var text = new StringBuilder();
        var end = Math.Min(span.End, source.Length);
        for (var i = span.Start; i < end; i++)
        {
            var character = source.Content[i];
            if (!char.IsWhiteSpace(character))
                text.Append(character);
            else if (text.Length > 0 && text[^1] != ' ')
                text.Append(' ');
            if (text.Length >= LongestSignature)
                return text.Append("...").ToString();
        }

        return text.ToString().TrimEnd();
    }

    private static Symbol? Of(StatementSyntax declaration, SyntaxToken name, SymbolKind kind, SyntaxElement last) => name.IsMissing || name.Text.Length == 0
        ? null
        : Name(name, kind, declaration, null, OneLine(declaration.Source, TextSpan.FromBounds(declaration.Span.Start, Math.Max(last.Span.End, name.Span.End))));

    private static ImmutableArray<Symbol> Of(ParameterListSyntax list, Symbol container, SymbolKind kind) =>
        [.. list.Parameters.Elements.Where(static p => !p.Name.IsMissing).Select(p => Parameter(p, container, kind))];
}
