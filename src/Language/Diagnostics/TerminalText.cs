using System.Globalization;
using System.Text;

namespace Dsl.Language.Diagnostics;

/// <summary>Makes text safe for a terminal: what would move the cursor or turn the writing direction is shown as an escape.</summary>
internal static class TerminalText
{
    /// <summary>The text of one line, with everything invisible or active spelled out.</summary>
    public static string Sanitize(string text)
    {
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
            i += Append(result, text, i);
        return result.ToString();
    }

    /// <summary>Appends the character at a place and gives the number of code units it took.</summary>
    public static int Append(StringBuilder result, string text, int index)
    {
        if (!Rune.TryGetRuneAt(text, index, out var rune))
        {
            result.Append($"\\u{(int)text[index]:x4}");
            return 1;
        }

        if (IsActive(rune))
            result.Append(rune.Value < 0x100 ? $"\\x{rune.Value:x2}" : $"\\u{rune.Value:x4}");
        else
            result.Append(text, index, rune.Utf16SequenceLength);
        return rune.Utf16SequenceLength;
    }

    private static bool IsActive(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator;
}
