using System.Collections.Immutable;
using Dsl.Language.Diagnostics;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Services.Editing;

/// <summary>Finds the smallest changes between two texts that differ only in the space between their tokens and comments.</summary>
internal static class SpaceEdits
{
    /// <param name="before">The text as it is, or a part of it.</param>
    /// <param name="offset">Where that part begins in the whole.</param>
    /// <param name="formatted">The same tokens with other space between them.</param>
    /// <param name="whole">The text that the changes are for.</param>
    public static ImmutableArray<TextEdit> Between(SyntaxTree before, int offset, string formatted, SourceText whole)
    {
        var text = before.Source.Content;
        if (text == formatted)
            return [];
        var after = SyntaxTree.Parse(new SourceText(before.Source.Path, formatted));
        var left = Pieces(before);
        var right = Pieces(after);
        if (left.Count != right.Count)
            return [];
        var edits = ImmutableArray.CreateBuilder<TextEdit>();
        var (leftEnd, rightEnd) = (0, 0);
        for (var i = 0; i < left.Count; i++)
        {
            AddGap(edits, whole, offset, text, leftEnd, left[i].Start, formatted, rightEnd, right[i].Start);
            (leftEnd, rightEnd) = (left[i].End, right[i].End);
        }

        // The end of a part is in the middle of the whole: what stands behind it is not its own.
        if (offset == 0 && text.Length == whole.Length)
            AddGap(edits, whole, offset, text, leftEnd, text.Length, formatted, rightEnd, formatted.Length);
        return edits.ToImmutable();
    }

    private static List<TextSpan> Pieces(SyntaxTree tree)
    {
        var pieces = new List<TextSpan>();
        foreach (var token in tree.Root.DescendantTokens())
        {
            AddComments(pieces, token.LeadingTrivia);
            if (token.Span.Length > 0)
                pieces.Add(token.Span);
            AddComments(pieces, token.TrailingTrivia);
        }

        return pieces;
    }

    private static void AddComments(List<TextSpan> pieces, ImmutableArray<SyntaxTrivia> trivia)
    {
        foreach (var item in trivia)
        {
            if (item.IsComment)
                pieces.Add(new TextSpan(item.Span.Start, item.Text.TrimEnd().Length));
        }
    }

    private static void AddGap(
        ImmutableArray<TextEdit>.Builder edits, SourceText whole, int offset, string before, int beforeStart, int beforeEnd, string after, int afterStart, int afterEnd)
    {
        while (beforeStart < beforeEnd && afterStart < afterEnd && before[beforeStart] == after[afterStart])
        {
            beforeStart++;
            afterStart++;
        }

        while (beforeStart < beforeEnd && afterStart < afterEnd && before[beforeEnd - 1] == after[afterEnd - 1])
        {
            beforeEnd--;
            afterEnd--;
        }

        if (beforeStart < beforeEnd || afterStart < afterEnd)
            edits.Add(new TextEdit(new SourceLocation(whole, TextSpan.FromBounds(offset + beforeStart, offset + beforeEnd)), after[afterStart..afterEnd]));
    }
}
