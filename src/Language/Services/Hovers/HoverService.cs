using Dsl.Language.Services.Analysis;
using Dsl.Language.Services.Symbols;
using Dsl.Language.Syntax;

namespace Dsl.Language.Services.Hovers;

/// <summary>Tells what stands at a position: its shape first, then what it is.</summary>
public static class HoverService
{
    /// <summary>What is told; null where there is nothing to tell.</summary>
    public static Hover? At(ScriptAnalysis analysis, int position)
    {
        if (position < 0 || position > analysis.Source.Length)
            return null;
        if (analysis.Symbols.At(position) is { } reference)
            return SymbolHover.Of(analysis, reference);
        var token = analysis.Tree.FindToken(position);
        if (!token.Span.Contains(position) && position > 0)
            token = analysis.Tree.FindToken(--position);
        if (!token.Span.Contains(position))
            return null;
        var path = analysis.Tree.FindPath(position);
        return OfString(analysis, path, token) ?? OfSign(analysis, path, token) ?? OfKeyword(token);
    }

    /// <summary>The help text of a name without a script: of the library or built in; null for others.</summary>
    public static string? HelpFor(string name) => (LibrarySymbols.Find(name) ?? BuiltInSymbols.Find(name)) is { } symbol
        ? SymbolHover.Help(symbol)
        : WordDocumentation.Of(name) is { } words ? $"`{name}`: {words}" : null;

    // The name of a file: what is in it.
    private static Hover? OfString(ScriptAnalysis analysis, IReadOnlyList<SyntaxNode> path, SyntaxToken token)
    {
        var index = path.ToList().FindLastIndex(static node => node is StringLiteralSyntax);
        if (index < 2 || path[index - 1] is not ArgumentSyntax || path[index - 2] is not CallSyntax call || analysis.FactsAt(call.Span) is not { Kind: "data" or "tensor" } facts)
            return null;
        if (analysis.Symbols.At(call.Callee.Span.Start)?.Symbol.Kind != SymbolKind.DataFunction)
            return null;
        var text = new HoverText();
        text.AddCode(token.Text);
        text.AddList(ValueText.Lines(analysis, facts));
        return new Hover(path[index].Span, token.Text, facts.Type?.ToString(), text.ToString());
    }

    // An operator: what it gives here, and what it does.
    private static Hover? OfSign(ScriptAnalysis analysis, IReadOnlyList<SyntaxNode> path, SyntaxToken token)
    {
        if (path.Count == 0 || SignDocumentation.Of(token) is not { } words)
            return null;
        var whole = path[^1];
        var (left, right) = whole switch
        {
            BinarySyntax binary => (binary.Left, binary.Right),
            PipeSyntax pipe => (pipe.Left, pipe.Right),
            UnarySyntax unary => (null, unary.Operand),
            _ => ((ExpressionSyntax?)null, (ExpressionSyntax?)null),
        };
        var type = ValueText.TypeAt(analysis, whole.Span);
        string?[] sides = whole is PipeSyntax ? [TypeOf(left), type] : [TypeOf(left), TypeOf(right)];
        var operands = string.Join(whole is PipeSyntax ? " -> " : $" {token.Text} ", sides.OfType<string>());
        var signature = type is null ? token.Text : whole is PipeSyntax || operands.Length == 0 ? $"{token.Text} : {(operands.Length > 0 ? operands : type)}" : $"{operands} : {type}";
        var text = new HoverText();
        text.AddCode(signature);
        text.Add(words);
        text.Add(StorageText.Of(analysis, analysis.ValueAt(whole.Span)));
        return new Hover(token.Span, signature, type, text.ToString());

        string? TypeOf(ExpressionSyntax? operand) => operand is null ? null : ValueText.TypeAt(analysis, operand.Span) ?? (operand is NumberLiteralSyntax ? operand.ToString() : null);
    }

    private static Hover? OfKeyword(SyntaxToken token)
    {
        if (!(SyntaxFacts.IsKeyword(token.Kind) || token.Text == "assert") || WordDocumentation.Of(token.Text) is not { } words)
            return null;
        var text = new HoverText();
        text.AddCode(token.Text);
        text.Add(words);
        return new Hover(token.Span, token.Text, null, text.ToString());
    }
}
