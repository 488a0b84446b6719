using Dsl.Language.Data;

namespace Dsl.Runtime.Data;

/// <summary>
/// Divides bytes into the pieces within which byte pairs are joined: letters, digits or other marks with the blank before them, or blanks. The
/// pieces one after another are the text.
/// </summary>
internal static class BytePairPieces
{
    private enum Kind
    {
        Blank,
        Letter,
        Digit,
        Mark,
    }

    /// <summary>The next piece, from <paramref name="position"/> on, which moves behind it; empty at the end.</summary>
    public static ReadOnlySpan<byte> Next(ReadOnlySpan<byte> text, ref int position)
    {
        var start = position;
        if (start == text.Length)
            return [];
        var limit = Math.Min(text.Length, start + TokenizerDescription.LongestToken);
        var end = start + 1;
        var kind = KindOf(text[start]);
        if (text[start] == ' ' && end < limit && KindOf(text[end]) != Kind.Blank)
            kind = KindOf(text[end++]);
        while (end < limit && KindOf(text[end]) == kind)
            end++;

        // The last of several blanks belongs to what follows.
        if (kind == Kind.Blank && end - start > 1 && text[end - 1] == ' ' && end < text.Length && KindOf(text[end]) != Kind.Blank)
            end--;
        position = end;
        return text[start..end];
    }

    private static Kind KindOf(byte value) => value switch
    {
        (byte)' ' or (>= 9 and <= 13) => Kind.Blank,
        (>= (byte)'a' and <= (byte)'z') or (>= (byte)'A' and <= (byte)'Z') or >= 128 => Kind.Letter,
        >= (byte)'0' and <= (byte)'9' => Kind.Digit,
        _ => Kind.Mark,
    };
}
