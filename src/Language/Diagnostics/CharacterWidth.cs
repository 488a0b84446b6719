using System.Globalization;
using System.Text;

namespace Dsl.Language.Diagnostics;

/// <summary>How many columns of a terminal a character takes.</summary>
public static class CharacterWidth
{
    /// <summary>Ranges of wide and full-width characters, after the table of Unicode Standard Annex 11, with emoji.</summary>
    private static readonly (int First, int Last)[] WideRanges =
    [
        (0x1100, 0x115f), (0x231a, 0x231b), (0x2329, 0x232a), (0x23e9, 0x23ec), (0x25fd, 0x25fe), (0x2614, 0x2615), (0x2648, 0x2653),
        (0x26a1, 0x26a1), (0x26bd, 0x26be), (0x2705, 0x2705), (0x270a, 0x270b), (0x2728, 0x2728), (0x274c, 0x274c), (0x2753, 0x2755),
        (0x2795, 0x2797), (0x2b1b, 0x2b1c), (0x2b50, 0x2b50), (0x2e80, 0x303e), (0x3041, 0x33ff), (0x3400, 0x4dbf), (0x4e00, 0x9fff),
        (0xa000, 0xa4cf), (0xa960, 0xa97f), (0xac00, 0xd7a3), (0xf900, 0xfaff), (0xfe30, 0xfe6f), (0xff00, 0xff60), (0xffe0, 0xffe6),
        (0x1f18e, 0x1f18e), (0x1f191, 0x1f19a), (0x1f200, 0x1f265), (0x1f300, 0x1f64f), (0x1f680, 0x1f6ff), (0x1f7e0, 0x1f7eb),
        (0x1f900, 0x1faff), (0x20000, 0x3fffd),
    ];

    /// <summary>0 for marks that join the character before, 2 for wide characters, else 1.</summary>
    public static int Of(Rune rune)
    {
        if (rune.Value < 0x300)
            return 1;
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark)
            return 0;
        foreach (var (first, last) in WideRanges)
        {
            if (rune.Value < first)
                return 1;
            if (rune.Value <= last)
                return 2;
        }

        return 1;
    }

    /// <summary>The columns of a text that holds no control characters.</summary>
    public static int Of(string text)
    {
        var width = 0;
        foreach (var rune in text.EnumerateRunes())
            width += Of(rune);
        return width;
    }
}
