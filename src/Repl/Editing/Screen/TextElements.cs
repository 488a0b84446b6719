using System.Globalization;
using System.Text;
using Dsl.Language.Diagnostics;

namespace Dsl.Repl.Editing.Screen;

/// <summary>What a person takes for one character (a grapheme cluster of Unicode Standard Annex 29), and how a terminal shows it.</summary>
internal static class TextElements
{
    private const char EmojiSelector = '\ufe0f';
    private const char FirstSymbol = '\u2000';
    private const char Joiner = '\u200d';

    private static readonly string[] Ascii = [.. Enumerable.Range(0, 128).Select(static c => ((char)c).ToString())];

    /// <summary>The code units of the element that begins at a place.</summary>
    public static int LengthAt(string text, int position)
    {
        // Two letters of ASCII after one another never join.
        if (text[position] < 0x80 && text[position] != '\r' && (position + 1 == text.Length || text[position + 1] < 0x80))
            return 1;
        return StringInfo.GetNextTextElementLength(text.AsSpan(position));
    }

    /// <summary>The place after the element that holds or begins at a place; the end of the text at its end.</summary>
    public static int Next(string text, int position) => position >= text.Length ? text.Length : position + LengthAt(text, position);

    /// <summary>The place at which the element before a place begins; 0 at the start.</summary>
    public static int Previous(string text, int position)
    {
        if (position <= 0)
            return 0;
        if (text[position - 1] == '\n')
            return position - 1;
        var start = text.LastIndexOf('\n', position - 1) + 1;
        while (Next(text, start) < position)
            start = Next(text, start);
        return start;
    }

    /// <summary>The place itself where an element begins there, else the end of the element that holds it.</summary>
    public static int Snap(string text, int position)
    {
        if (position <= 0 || position >= text.Length || text[position - 1] == '\n')
            return Math.Clamp(position, 0, text.Length);
        return Next(text, Previous(text, position)) is var end && end > position ? end : position;
    }

    /// <summary>An element as cells: one, or several where it has to be spelled out because a terminal would obey it or not show it.</summary>
    public static IEnumerable<ScreenCell> Show(string text, int position, int length, ScreenStyle style)
    {
        var first = text[position];
        if (length == 1 && first is >= ' ' and < '\x7f')
            return [new ScreenCell(Ascii[first], 1, style)];
        if (first == '\t')
            return [new ScreenCell(" ", 1, style), new ScreenCell(" ", 1, style)];
        var element = text.Substring(position, length);
        return IsSafe(element)
            ? [new ScreenCell(element, WidthOf(element), style)]
            : SpelledOut(element).Select(c => new ScreenCell(Ascii[c], 1, style));
    }

    // Marks that stand alone have nothing to stand on, and what directs the writing or is no character at all must not reach the terminal.
    private static bool IsSafe(string element)
    {
        var isFirst = true;
        for (var i = 0; i < element.Length;)
        {
            if (!Rune.TryGetRuneAt(element, i, out var rune))
                return false;
            var category = Rune.GetUnicodeCategory(rune);
            var isJoiner = rune.Value is Joiner or 0x200c || rune.Value is >= 0xe0020 and <= 0xe007f;
            if (category is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned
                || (category == UnicodeCategory.Format && (isFirst || !isJoiner))
                || (isFirst && CharacterWidth.Of(rune) == 0))
                return false;
            isFirst = false;
            i += rune.Utf16SequenceLength;
        }

        return true;
    }

    // Of emoji made of several the widest counts; flags and pictures of what is text otherwise take two columns; vowels that stand beside a letter take one more.
    private static int WidthOf(string element)
    {
        var (width, count, flags) = (0, 0, 0);
        foreach (var rune in element.EnumerateRunes())
        {
            if (rune.Value == EmojiSelector && element[0] >= FirstSymbol)
                return 2;
            flags += rune.Value is >= 0x1f1e6 and <= 0x1f1ff ? 1 : 0;
            width = count > 0 && Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpacingCombiningMark
                ? Math.Min(width + 1, 2)
                : Math.Max(width, CharacterWidth.Of(rune));
            count++;
        }

        return flags > 1 ? 2 : Math.Clamp(width, 1, 2);
    }

    private static string SpelledOut(string element)
    {
        var result = new StringBuilder();
        foreach (var unit in element)
            result.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
        return result.ToString();
    }
}
