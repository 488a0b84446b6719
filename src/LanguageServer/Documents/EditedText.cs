using Dsl.LanguageServer.Protocol;

namespace Dsl.LanguageServer.Documents;

/// <summary>A text to which many changes are made one after another, in place: the whole is not copied for each of them. Counts lines as <see cref="LineMap"/> does.</summary>
internal sealed class EditedText
{
    private char[] characters;
    private int length;

    public EditedText(string text)
    {
        characters = text.ToCharArray();
        length = text.Length;
    }

    private ReadOnlySpan<char> Content => characters.AsSpan(0, length);

    /// <summary>Puts another text in the place of a range.</summary>
    public void Replace(ProtocolRange range, string text)
    {
        var (start, end) = (OffsetOf(range.Start), OffsetOf(range.End));
        if (start > end)
            (start, end) = (end, start);
        var grown = length - (end - start) + text.Length;
        if (grown > characters.Length)
            Array.Resize(ref characters, Math.Max(grown, characters.Length + (characters.Length / 2)));
        characters.AsSpan(end, length - end).CopyTo(characters.AsSpan(start + text.Length));
        text.CopyTo(characters.AsSpan(start));
        length = grown;
    }

    /// <summary>Puts another text in the place of all.</summary>
    public void ReplaceAll(string text)
    {
        characters = text.ToCharArray();
        length = text.Length;
    }

    public override string ToString() => new(Content);

    private int OffsetOf(Position position)
    {
        var content = Content;
        var offset = 0;
        for (var line = 0u; line < position.Line; line++)
        {
            var next = content[offset..].IndexOfAny('\n', '\r');
            if (next < 0)
                return length;
            offset += next + 1;
            if (content[offset - 1] == '\r' && offset < length && content[offset] == '\n')
                offset++;
        }

        var end = content[offset..].IndexOfAny('\n', '\r');
        return offset + (int)Math.Min(position.Character, (uint)(end < 0 ? length - offset : end));
    }
}
