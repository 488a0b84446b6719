using System.Globalization;
using System.Text;
using Dsl.Language.Data;

namespace Dsl.Runtime.Data;

/// <summary>Divides a text into words and marks: letters and digits with apostrophes between them are a word, a line break and any other character is a mark, blanks are nothing.</summary>
internal static class WordPieces
{
    /// <summary>The next piece, from <paramref name="position"/> on, which moves behind it; empty at the end.</summary>
    public static ReadOnlySpan<byte> Next(ReadOnlySpan<byte> text, ref int position)
    {
        while (position < text.Length)
        {
            var start = position;
            Rune.DecodeFromUtf8(text[start..], out var first, out var length);
            position += length;
            if (IsOfWord(first))
            {
                position = EndOfWord(text, start, position);
                return text[start..position];
            }

            if (first.Value == '\n' || !Rune.IsWhiteSpace(first))
                return text[start..position];
        }

        return [];
    }

    private static int EndOfWord(ReadOnlySpan<byte> text, int start, int position)
    {
        while (position < text.Length)
        {
            Rune.DecodeFromUtf8(text[position..], out var rune, out var length);
            var end = position + length;

            // An apostrophe is part of a word when a letter follows.
            if (!IsOfWord(rune) && !(rune.Value is '\'' or 0x2019 && BeginsWithLetter(text[end..])))
                break;
            if (end - start > TokenizerDescription.LongestToken)
                break;
            position = end;
        }

        return position;
    }

    private static bool BeginsWithLetter(ReadOnlySpan<byte> text) => Rune.DecodeFromUtf8(text, out var rune, out _) == System.Buffers.OperationStatus.Done && Rune.IsLetter(rune);

    private static bool IsOfWord(Rune rune) => rune.IsAscii
        ? char.IsAsciiLetterOrDigit((char)rune.Value)
        : Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
