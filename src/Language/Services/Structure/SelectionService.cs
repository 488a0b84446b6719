using System.Collections.Immutable;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Services.Structure;

/// <summary>Widens a selection step by step along the tree.</summary>
public static class SelectionService
{
    /// <summary>
    /// The spans round a position, each within the next: word, what stands in the brackets, the expression, the statement, with its comment,
    /// the whole script.
    /// </summary>
    public static ImmutableArray<TextSpan> At(SyntaxTree tree, int position)
    {
        position = Math.Clamp(position, 0, tree.Source.Length);
        var spans = ImmutableArray.CreateBuilder<TextSpan>();
        var at = TouchedToken(tree, position);
        if (at.Span.Length > 0 && Touches(at.Span, position))
            spans.Add(at.Span);
        else if (CommentAt(tree, position) is { } comment)
            spans.Add(comment);
        var path = tree.FindPath(at.FullSpan.Length > 0 ? at.FullSpan.Start : position);
        for (var i = path.Length - 1; i >= 0; i--)
        {
            if (InsideOf(path[i]) is { } inside)
                Add(spans, inside, position);
            Add(spans, path[i].Span, position);
            if (path[i] is StatementSyntax { Documentation: not null } statement)
                Add(spans, WithDocumentation(statement), position);
        }

        Add(spans, new TextSpan(0, tree.Source.Length), position);
        return spans.DrainToImmutable();
    }

    /// <summary>The token at a position; of two that meet there the one that is a word.</summary>
    private static SyntaxToken TouchedToken(SyntaxTree tree, int position)
    {
        var at = tree.FindToken(position);
        if (position == 0 || (at.Span.Contains(position) && IsWord(at)))
            return at;
        var before = tree.FindToken(position - 1);
        return before.Span.Length > 0 && before.Span.End == position && (IsWord(before) || !at.Span.Contains(position)) ? before : at;
    }

    private static bool IsWord(SyntaxToken token) =>
        token.Kind is SyntaxKind.IdentifierToken or SyntaxKind.NumberToken or SyntaxKind.StringTextToken || SyntaxFacts.IsKeyword(token.Kind);

    private static bool Touches(TextSpan span, int position) => position >= span.Start && position <= span.End;

    private static TextSpan? CommentAt(SyntaxTree tree, int position)
    {
        var token = tree.FindToken(position);
        foreach (var trivia in token.LeadingTrivia.Concat(token.TrailingTrivia))
        {
            if (trivia.IsComment && Touches(trivia.Span, position))
                return trivia.Span;
        }

        return null;
    }

    private static TextSpan? InsideOf(SyntaxNode node)
    {
        if (node is StringLiteralSyntax text)
            return TextSpan.FromBounds(text.StartQuote.Span.End, text.EndQuote.Span.Start);
        var open = -1;
        foreach (var child in node.Children)
        {
            if (child is not SyntaxToken token)
                continue;
            if (open < 0 && SyntaxFacts.ClosingOf(token.Kind) != token.Kind)
                open = token.Span.End;
            else if (open >= 0 && SyntaxFacts.IsClosing(token.Kind))
                return Trimmed(node.Source, open, token.Span.Start);
        }

        return null;
    }

    private static TextSpan Trimmed(SourceText source, int start, int end)
    {
        while (start < end && char.IsWhiteSpace(source.Content[start]))
            start++;
        while (end > start && char.IsWhiteSpace(source.Content[end - 1]))
            end--;
        return TextSpan.FromBounds(start, end);
    }

    private static TextSpan WithDocumentation(StatementSyntax statement)
    {
        var start = statement.Span.Start;
        var leading = statement.FirstToken.LeadingTrivia;
        for (var i = leading.Length - 1; i >= 0 && (leading[i].Kind is SyntaxKind.NewlineTrivia or SyntaxKind.WhitespaceTrivia or SyntaxKind.DocumentationTrivia); i--)
        {
            if (leading[i].Kind == SyntaxKind.DocumentationTrivia)
                start = leading[i].Span.Start;
        }

        return TextSpan.FromBounds(start, statement.Span.End);
    }

    private static void Add(ImmutableArray<TextSpan>.Builder spans, TextSpan span, int position)
    {
        if (span.Length == 0 || position < span.Start || position > span.End)
            return;
        if (spans.Count > 0)
        {
            var inner = spans[^1];
            if (span == inner || span.Start > inner.Start || span.End < inner.End)
                return;
        }

        spans.Add(span);
    }
}
