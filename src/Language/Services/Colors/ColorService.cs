using System.Collections.Immutable;
using Dsl.Language.Services.Analysis;
using Dsl.Language.Services.Symbols;
using Dsl.Language.Syntax;

namespace Dsl.Language.Services.Colors;

/// <summary>Gives every word, sign, number, string and comment of a script its colour.</summary>
public static class ColorService
{
    /// <summary>The colours as far as the text alone tells them, in the order of the text; spans neither overlap nor cross a line break.</summary>
    public static ImmutableArray<ColoredSpan> Of(SyntaxTree tree) => Paint(tree, new SyntacticNames(tree));

    /// <summary>The same of an entry at a prompt, where names that it does not declare itself have the colours of what earlier entries made them.</summary>
    /// <param name="tree">The entry.</param>
    /// <param name="earlier">What earlier entries have named, by name.</param>
    public static ImmutableArray<ColoredSpan> Of(SyntaxTree tree, IReadOnlyDictionary<string, Symbol> earlier) => Paint(tree, new SyntacticNames(tree, earlier));

    /// <summary>The colours by what each name stands for, in the same form.</summary>
    public static ImmutableArray<ColoredSpan> Of(ScriptAnalysis analysis) =>
        Paint(analysis.Tree, new ResolvedNames(analysis.Symbols, new SyntacticNames(analysis.Tree)));

    internal static ImmutableArray<ColoredSpan> Paint(SyntaxTree tree, INameColors names)
    {
        var writer = new ColorWriter(tree.Source);
        var pending = new Stack<(SyntaxElement Element, SyntaxNode Parent)>();
        pending.Push((tree.Root, tree.Root));
        while (pending.TryPop(out var next))
        {
            if (next.Element is SyntaxNode node)
            {
                for (var i = node.Children.Length - 1; i >= 0; i--)
                    pending.Push((node.Children[i], node));
                continue;
            }

            var token = (SyntaxToken)next.Element;
            AddComments(writer, token.LeadingTrivia);
            if (token.Span.Length > 0)
                AddToken(writer, token, next.Parent, names);
            AddComments(writer, token.TrailingTrivia);
        }

        return writer.ToImmutable();
    }

    private static void AddComments(ColorWriter writer, ImmutableArray<SyntaxTrivia> trivia)
    {
        foreach (var item in trivia)
        {
            if (item.IsComment)
                writer.Add(item.Span, item.Kind == SyntaxKind.DocumentationTrivia ? TokenColor.DocumentationComment : TokenColor.Comment);
        }
    }

    private static void AddToken(ColorWriter writer, SyntaxToken token, SyntaxNode parent, INameColors names)
    {
        if (NamedParts.IsName(token, parent))
        {
            var (color, modifiers) = names.ColorOf(token, parent);
            writer.Add(token.Span, color, modifiers);
            return;
        }

        switch (token.Kind)
        {
            case SyntaxKind.StringTextToken:
                writer.AddStringText(token.Span);
                break;
            case SyntaxKind.StringStartToken or SyntaxKind.StringEndToken:
                writer.Add(token.Span, TokenColor.String);
                break;
            case SyntaxKind.InterpolationOpenToken or SyntaxKind.InterpolationCloseToken or SyntaxKind.FormatTextToken:
                writer.Add(token.Span, TokenColor.Escape);
                break;
            case SyntaxKind.ColonToken when parent is InterpolationSyntax:
                writer.Add(token.Span, TokenColor.Escape);
                break;
            case SyntaxKind.NumberToken:
                writer.Add(token.Span, TokenColor.Number);
                break;
            case SyntaxKind.AssertKeyword:
                writer.Add(token.Span, TokenColor.Keyword);
                break;
            default:
                if (SyntaxFacts.IsKeyword(token.Kind))
                    writer.Add(token.Span, TokenColor.Keyword);
                else if (IsOperator(token.Kind))
                    writer.Add(token.Span, TokenColor.Operator);
                break;
        }
    }

    private static bool IsOperator(SyntaxKind kind) =>
        kind is >= SyntaxKind.DotDotToken and <= SyntaxKind.GreaterEqualsToken;
}
