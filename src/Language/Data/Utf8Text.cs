using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Dsl.Language.Data;

/// <summary>Text files: UTF-8, a byte order mark skipped.</summary>
public static class Utf8Text
{
    private const int AsciiCharacters = 128;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text of these bytes, or what is wrong with them.</summary>
    public static DataFailure? Decode(ReadOnlySpan<byte> bytes, string file, out string text)
    {
        bytes = bytes[MarkLength(bytes)..];
        try
        {
            text = Strict.GetString(bytes);
            return null;
        }
        catch (DecoderFallbackException problem)
        {
            text = string.Empty;
            return NotText(problem.Index, file);
        }
    }

    /// <summary>How many bytes at the start are a byte order mark.</summary>
    public static int MarkLength(ReadOnlySpan<byte> bytes) => bytes.StartsWith("\uFEFF"u8) ? 3 : 0;

    /// <summary>What is wrong with these bytes as text, or null; nothing is decoded.</summary>
    public static DataFailure? Check(ReadOnlySpan<byte> bytes, string file)
    {
        if (Utf8.IsValid(bytes))
            return null;
        var position = 0;
        while (Rune.DecodeFromUtf8(bytes[position..], out _, out var length) == OperationStatus.Done)
            position += length;
        return NotText(position, file);
    }

    /// <summary>The different characters in the order of their code points, and how many characters the text has.</summary>
    public static (SortedSet<Rune> Vocabulary, long Length) CharactersOf(string text)
    {
        var vocabulary = new SortedSet<Rune>();
        var length = 0L;

        // Most characters of most texts are ASCII and were met before: no search for those.
        Span<bool> known = stackalloc bool[AsciiCharacters];
        known.Clear();
        foreach (var rune in text.EnumerateRunes())
        {
            length++;
            if (!rune.IsAscii)
            {
                vocabulary.Add(rune);
            }
            else if (!known[rune.Value])
            {
                known[rune.Value] = true;
                vocabulary.Add(rune);
            }
        }

        return (vocabulary, length);
    }

    private static DataFailure NotText(long position, string file) =>
        new(DataErrors.WrongFormat, $"{file}: the bytes at {position} are not UTF-8 text; expected a text file in UTF-8", "path") { Place = new DataPlace(file) };
}
