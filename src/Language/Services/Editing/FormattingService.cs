using System.Collections.Immutable;
using Dsl.Language.Diagnostics;
using Dsl.Language.Formatting;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Services.Editing;

/// <summary>Says what to change so that a script, a part of it, or the line just typed is in the one style of the language. Only space between tokens ever changes.</summary>
public static class FormattingService
{
    /// <summary>The changes for the whole script; none when it has syntax errors.</summary>
    public static ImmutableArray<TextEdit> Document(SyntaxTree tree) => SpaceEdits.Between(tree, 0, Formatter.Format(tree), tree.Source);

    /// <summary>The changes for the lines that a span touches. Where the script has syntax errors, its statements without a mistake are still written in style.</summary>
    public static ImmutableArray<TextEdit> Range(SyntaxTree tree, TextSpan span)
    {
        if (!tree.Diagnostics.IsEmpty)
            return Lines(tree, span);
        var lines = LinesOf(tree.Source, span);
        return [.. Document(tree).Where(edit => edit.Location.Span.Start >= lines.Start && edit.Location.Span.End <= lines.End)];
    }

    /// <summary>The changes within the statements that a span touches: what typing asks for, without a look at the rest of the script.</summary>
    private static ImmutableArray<TextEdit> Lines(SyntaxTree tree, TextSpan span)
    {
        var lines = LinesOf(tree.Source, span);
        return [.. Statements(tree, lines.Start, lines.End).Where(edit => edit.Location.Span.Start >= lines.Start && edit.Location.Span.End <= lines.End)];
    }

    private static TextSpan LinesOf(SourceText source, TextSpan span) => TextSpan.FromBounds(
        source.LineSpan(source.LineOf(Math.Clamp(span.Start, 0, source.Length))).Start,
        source.LineSpan(source.LineOf(Math.Clamp(span.End, 0, source.Length))).End);

    /// <summary>The changes after a character was typed: behind <c>}</c> the block that it closes, behind a line break the line before it and the new line's indentation.</summary>
    /// <param name="tree">The script with the character.</param>
    /// <param name="position">The place behind the character.</param>
    /// <param name="typed">What was typed.</param>
    public static ImmutableArray<TextEdit> OnType(SyntaxTree tree, int position, char typed)
    {
        position = Math.Clamp(position, 0, tree.Source.Length);
        return typed switch
        {
            '}' => AfterBrace(tree, position),
            '\n' => AfterLineBreak(tree, position),
            _ => [],
        };
    }

    private static ImmutableArray<TextEdit> AfterBrace(SyntaxTree tree, int position)
    {
        if (position == 0 || tree.FindToken(position - 1) is not { Kind: SyntaxKind.CloseBraceToken } brace || brace.Span.End != position)
            return [];
        var owner = tree.FindPath(position - 1).OfType<BlockSyntax>().LastOrDefault(block => block.Close == brace);
        if (owner is not null && Lines(tree, owner.Span) is { IsEmpty: false } edits)
            return edits;
        return brace.IsFirstOnLine ? Indent(tree.Source, tree.Source.LineOf(position - 1), Indentation.BeforeClosing(tree, brace)) : [];
    }

    private static ImmutableArray<TextEdit> AfterLineBreak(SyntaxTree tree, int position)
    {
        var source = tree.Source;
        var line = source.LineOf(position);
        if (line == 0 || IsInString(tree, position))
            return [];
        var finished = source.LineSpan(line - 1);
        var edits = Lines(tree, finished);
        var next = source.LineSpan(line);
        var isEmpty = source.Content.AsSpan(next.Start, next.Length).IsWhiteSpace();
        if (!isEmpty)
            return [.. edits.Concat(Lines(tree, next)).Where(edit => edit.Location.Span.Start < source.Length)];

        // Nothing stands on the new line yet, so that no style says where; the brackets that are open there do.
        return [.. edits.Where(edit => edit.Location.Span.End <= finished.End), .. Indent(source, line, Indentation.Within(tree, position))];
    }

    private static bool IsInString(SyntaxTree tree, int position) =>
        position > 0 && tree.FindToken(position - 1) is { Kind: SyntaxKind.StringTextToken or SyntaxKind.StringStartToken } token && token.Span.Contains(position - 1);

    private static ImmutableArray<TextEdit> Indent(SourceText source, int line, int width)
    {
        var span = source.LineSpan(line);
        var end = span.Start;
        while (end < span.End && source.Content[end] is ' ' or '\t')
            end++;
        var text = new string(' ', width);
        var space = TextSpan.FromBounds(span.Start, end);
        return source.Slice(space) == text ? [] : [new TextEdit(new SourceLocation(source, space), text)];
    }

    private static ImmutableArray<TextEdit> Statements(SyntaxTree tree, int start, int end)
    {
        var source = tree.Source;
        var edits = ImmutableArray.CreateBuilder<TextEdit>();
        foreach (var statement in tree.Root.Statements)
        {
            if (statement.Span.End < start || statement.Span.Start > end || !statement.FirstToken.IsFirstOnLine
                || tree.Diagnostics.Any(d => d.Location.Span.Start <= statement.FullSpan.End && d.Location.Span.End >= statement.FullSpan.Start))
            {
                continue;
            }

            var alone = SyntaxTree.Parse(new SourceText(source.Path, source.Slice(statement.Span)));
            if (alone.Diagnostics.IsEmpty)
                edits.AddRange(SpaceEdits.Between(alone, statement.Span.Start, Formatter.Format(alone), source));
        }

        return edits.ToImmutable();
    }
}
