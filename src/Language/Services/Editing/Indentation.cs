using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Services.Editing;

/// <summary>How far a line is indented, from the brackets before it alone, so that it is known in broken text too.</summary>
internal static class Indentation
{
    private const int Width = 2;

    /// <summary>The indentation of a new line at a position.</summary>
    public static int Within(SyntaxTree tree, int position)
    {
        var open = OpenBefore(tree, position, out var last);
        if (open is not null)
            return Width + LineIndentation(tree.Source, open.Span.Start);
        return last is not null && GoesOn(last.Kind) ? Width + LineIndentation(tree.Source, StatementStart(tree, last)) : 0;
    }

    /// <summary>The indentation of a line that begins with a closing bracket.</summary>
    public static int BeforeClosing(SyntaxTree tree, SyntaxToken close) =>
        OpenBefore(tree, close.Span.Start, out _, close.Kind) is { } open ? LineIndentation(tree.Source, open.Span.Start) : 0;

    // Of the brackets that are open at a position the innermost, or the innermost that a given one would close.
    private static SyntaxToken? OpenBefore(SyntaxTree tree, int position, out SyntaxToken? last, SyntaxKind? closing = null)
    {
        var open = new Stack<SyntaxToken>();
        last = null;
        foreach (var token in tree.Root.DescendantTokens())
        {
            if (token.Span.Start >= position)
                break;
            if (token.Span.Length == 0)
                continue;
            last = token;
            if (SyntaxFacts.ClosingOf(token.Kind) != token.Kind)
                open.Push(token);
            else if (SyntaxFacts.IsClosing(token.Kind))
                open.TryPop(out _);
        }

        return open.FirstOrDefault(token => closing is null || SyntaxFacts.ClosingOf(token.Kind) == closing);
    }

    /// <summary>Whether a statement goes on behind a token at the end of a line.</summary>
    private static bool GoesOn(SyntaxKind kind) =>
        SyntaxFacts.InfixPrecedence(kind) > 0
        || kind is SyntaxKind.EqualsToken or SyntaxKind.FatArrowToken or SyntaxKind.ArrowToken or SyntaxKind.CommaToken or SyntaxKind.CaretToken or SyntaxKind.LeftArrowToken;

    private static int StatementStart(SyntaxTree tree, SyntaxToken last)
    {
        foreach (var node in tree.FindPath(last.Span.Start))
        {
            if (node is StatementSyntax)
                return node.Span.Start;
        }

        return last.Span.Start;
    }

    private static int LineIndentation(SourceText source, int position)
    {
        var line = source.LineSpan(source.LineOf(position));
        var width = 0;
        while (width < line.Length && source.Content[line.Start + width] == ' ')
            width++;
        return width;
    }
}
