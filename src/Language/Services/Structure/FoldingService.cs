using System.Collections.Immutable;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Services.Structure;

/// <summary>Finds what can be folded: blocks, brackets and strings over several lines, statements that go on, runs of comments and imports.</summary>
public static class FoldingService
{
    /// <summary>The ranges in the order of their first lines; at most one begins on a line, the longest.</summary>
    public static ImmutableArray<FoldingRange> Of(SyntaxTree tree)
    {
        var source = tree.Source;
        var found = new SortedDictionary<int, (int LastLine, FoldingKind Kind)>();
        foreach (var node in tree.Root.DescendantNodesAndSelf())
            AddNode(node, source, found);
        AddImports(tree.Root, source, found);
        AddComments(tree.Root, source, found);
        return
        [
            .. found.Select(range => new FoldingRange(
                TextSpan.FromBounds(source.LineSpan(range.Key).End, source.LineSpan(range.Value.LastLine).End), range.Value.Kind)),
        ];
    }

    private static void AddNode(SyntaxNode node, SourceText source, SortedDictionary<int, (int LastLine, FoldingKind Kind)> found)
    {
        switch (node)
        {
            case BlockSyntax block:
                AddBracketed(block, block.Open, block.Close, source, found);
                break;
            case StringLiteralSyntax text:
                Add(source.LineOf(text.Span.Start), source.LineOf(text.Span.End) - 1, FoldingKind.Code, found);
                break;
            case CallSyntax or IndexSyntax or ParenthesizedSyntax or TupleSyntax or RecordSyntax or ListSyntax or ShapeSyntax or ParameterListSyntax:
                var tokens = node.Children.OfType<SyntaxToken>().ToList();
                if (tokens.Count >= 2)
                    AddBracketed(node, tokens[0], tokens[^1], source, found);
                break;
            case StatementSyntax and not ErrorStatementSyntax:
                var last = LastToken(node);
                var lastLine = source.LineOf(node.Span.End);
                Add(source.LineOf(node.Span.Start), last is not null && SyntaxFacts.IsClosing(last.Kind) ? lastLine - 1 : lastLine, FoldingKind.Code, found);
                break;
        }
    }

    // The line of the closing bracket stays when it begins with it.
    private static void AddBracketed(SyntaxNode node, SyntaxToken open, SyntaxToken close, SourceText source, SortedDictionary<int, (int LastLine, FoldingKind Kind)> found)
    {
        if (open.IsMissing)
            return;
        var lastLine = source.LineOf(close.IsMissing ? node.Span.End : close.Span.Start);
        Add(source.LineOf(open.Span.Start), close.IsFirstOnLine ? lastLine - 1 : lastLine, FoldingKind.Code, found);
    }

    private static SyntaxToken? LastToken(SyntaxNode node)
    {
        SyntaxElement element = node;
        while (element is SyntaxNode inner)
            element = inner.Children[^1];
        return element is SyntaxToken { IsMissing: false, IsFirstOnLine: true } token ? token : null;
    }

    private static void AddImports(CompilationUnitSyntax root, SourceText source, SortedDictionary<int, (int LastLine, FoldingKind Kind)> found)
    {
        for (var i = 0; i < root.Statements.Length; i++)
        {
            var first = i;
            while (i < root.Statements.Length && root.Statements[i] is ImportStatementSyntax)
                i++;
            if (i > first)
                Add(source.LineOf(root.Statements[first].Span.Start), source.LineOf(root.Statements[i - 1].Span.End), FoldingKind.Imports, found);
        }
    }

    private static void AddComments(CompilationUnitSyntax root, SourceText source, SortedDictionary<int, (int LastLine, FoldingKind Kind)> found)
    {
        var first = -1;
        var last = -2;
        foreach (var token in root.DescendantTokens())
        {
            foreach (var trivia in token.LeadingTrivia)
            {
                if (!trivia.IsComment)
                    continue;
                var line = source.LineOf(trivia.Span.Start);
                if (line != last + 1)
                {
                    AddRun(first, last);
                    first = line;
                }

                last = line;
            }
        }

        AddRun(first, last);

        void AddRun(int from, int to)
        {
            if (from >= 0)
                Add(from, to, FoldingKind.Comment, found);
        }
    }

    private static void Add(int firstLine, int lastLine, FoldingKind kind, SortedDictionary<int, (int LastLine, FoldingKind Kind)> found)
    {
        if (lastLine > firstLine && (!found.TryGetValue(firstLine, out var known) || known.LastLine < lastLine))
            found[firstLine] = (lastLine, kind);
    }
}
