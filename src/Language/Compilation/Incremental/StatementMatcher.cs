using System.Collections.Immutable;
using Dsl.Language.Syntax;

namespace Dsl.Language.Compilation.Incremental;

/// <summary>Recognises the statements of a text in a newer one: those before and after what was edited.</summary>
internal static class StatementMatcher
{
    /// <summary>The statements of the newer text; those that have not changed are the same objects.</summary>
    public static ImmutableArray<CheckedStatement> Match(SyntaxTree? older, ImmutableArray<CheckedStatement> known, SyntaxTree newer)
    {
        var statements = newer.Root.Statements;
        var before = older is null ? [] : older.Root.Statements;
        var matched = new CheckedStatement[statements.Length];
        var areWellFormed = older is { Diagnostics.IsEmpty: true } && newer.Diagnostics.IsEmpty;
        var first = 0;
        while (first < statements.Length && first < before.Length && IsSame(before[first], statements[first], areWellFormed))
            matched[first] = known[first++];
        var last = 1;
        while (statements.Length - last >= first && before.Length - last >= first && IsSame(before[^last], statements[^last], areWellFormed))
        {
            matched[^last] = known[^last];
            last++;
        }

        for (var i = first; i <= statements.Length - last; i++)
            matched[i] = new CheckedStatement(statements[i]);
        return [.. matched];
    }

    // The same text, understood in the same way: what is open before a statement may change how it is read.
    private static bool IsSame(StatementSyntax older, StatementSyntax newer, bool areWellFormed)
    {
        if (older.Span.Length != newer.Span.Length
            || !older.Source.Content.AsSpan(older.Span.Start, older.Span.Length).SequenceEqual(newer.Source.Content.AsSpan(newer.Span.Start, newer.Span.Length))
            || !HaveSameDocumentation(older, newer))
            return false;
        if (areWellFormed)
            return true;
        var pending = new Stack<(SyntaxElement Older, SyntaxElement Newer)>();
        pending.Push((older, newer));
        while (pending.TryPop(out var pair))
        {
            if (pair.Older.Kind != pair.Newer.Kind || pair.Older.Span.Length != pair.Newer.Span.Length)
                return false;
            if (pair.Older is not SyntaxNode olderNode || pair.Newer is not SyntaxNode newerNode)
                continue;
            if (olderNode.Children.Length != newerNode.Children.Length)
                return false;
            for (var i = 0; i < olderNode.Children.Length; i++)
                pending.Push((olderNode.Children[i], newerNode.Children[i]));
        }

        return true;
    }

    // Hovers and hints of other places show it.
    private static bool HaveSameDocumentation(StatementSyntax older, StatementSyntax newer) =>
        TextBefore(older).SequenceEqual(TextBefore(newer)) || older.Documentation == newer.Documentation;

    private static ReadOnlySpan<char> TextBefore(StatementSyntax statement) =>
        statement.Source.Content.AsSpan(statement.FullSpan.Start, statement.Span.Start - statement.FullSpan.Start);
}
