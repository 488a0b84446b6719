using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Dsl.Runtime.Reports;

/// <summary>Text measured in the columns that a terminal gives it.</summary>
public static class DisplayText
{
    private const int FirstWideRune = 0x1100;

    // Where runs of characters that take two columns begin and end: East Asian scripts and signs, and pictures.
    private static readonly ImmutableArray<(int First, int Last)> wideRunes =
    [
        (FirstWideRune, 0x115F), (0x2E80, 0xA4CF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFE30, 0xFE6F), (0xFF00, 0xFF60), (0xFFE0, 0xFFE6), (0x1F000, 0x1FAFF),
        (0x20000, 0x3FFFD),
    ];

    /// <summary>The start of a text that fits into some columns, on one line: control characters become blanks.</summary>
    public static string Clip(string text, int width)
    {
        var result = new StringBuilder(Math.Min(text.Length, Math.Max(width, 0)));
        var used = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            used += Columns(rune);
            if (used > width)
                break;
            if (Rune.IsControl(rune))
                result.Append(' ');
            else
                result.Append(rune.ToString());
        }

        return result.ToString();
    }

    /// <summary>The columns that a text takes.</summary>
    public static int Columns(string text)
    {
        var columns = 0;
        foreach (var rune in text.EnumerateRunes())
            columns += Columns(rune);
        return columns;
    }

    /// <summary>Words on as few lines as hold them; a word wider than a line is cut.</summary>
    public static ImmutableArray<string> Wrap(IEnumerable<string> words, int width)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        var line = string.Empty;
        foreach (var word in words)
        {
            if (line.Length == 0)
            {
                line = Clip(word, width);
            }
            else if (Columns(line) + 1 + Columns(word) <= width)
            {
                line += " " + word;
            }
            else
            {
                lines.Add(line);
                line = Clip(word, width);
            }
        }

        if (line.Length > 0)
            lines.Add(line);
        return lines.ToImmutable();
    }

    private static int Columns(Rune rune)
    {
        if (rune.Value < FirstWideRune)
            return Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? 0 : 1;
        foreach (var (first, last) in wideRunes)
        {
            if (rune.Value >= first && rune.Value <= last)
                return 2;
        }

        return Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.Format ? 0 : 1;
    }
}
