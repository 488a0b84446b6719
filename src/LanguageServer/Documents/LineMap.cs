using Dsl.Language.Text;
using Dsl.LanguageServer.Protocol;

namespace Dsl.LanguageServer.Documents;

/// <summary>The lines of a text as the protocol counts them: they end with a line feed, a carriage return, or both.</summary>
internal sealed class LineMap
{
    private readonly string text;
    private readonly int[] starts;

    public LineMap(string text)
    {
        this.text = text;
        starts = FindStarts(text);
    }

    public int LineCount => starts.Length;

    /// <summary>The offset of a position. One beyond the end of its line is at that end, one beyond the last line at the end of the text.</summary>
    public int OffsetOf(Position position)
    {
        if (position.Line >= (uint)starts.Length)
            return text.Length;
        var line = (int)position.Line;
        var length = (uint)(EndOf(line) - starts[line]);
        return starts[line] + (int)Math.Min(position.Character, length);
    }

    /// <summary>The span of a range; its ends in the order of the text.</summary>
    public TextSpan SpanOf(ProtocolRange range)
    {
        var start = OffsetOf(range.Start);
        var end = OffsetOf(range.End);
        return start <= end ? TextSpan.FromBounds(start, end) : TextSpan.FromBounds(end, start);
    }

    /// <summary>The zero-based line of an offset.</summary>
    public int LineOf(int offset)
    {
        var index = Array.BinarySearch(starts, offset);
        return index >= 0 ? index : ~index - 1;
    }

    /// <summary>The position of an offset.</summary>
    public Position PositionOf(int offset)
    {
        offset = Math.Clamp(offset, 0, text.Length);
        var line = LineOf(offset);
        return new Position((uint)line, (uint)(Math.Min(offset, EndOf(line)) - starts[line]));
    }

    /// <summary>The range of a span.</summary>
    public ProtocolRange RangeOf(TextSpan span) => new(PositionOf(span.Start), PositionOf(span.End));

    // Where a line's characters end and its line break begins.
    private int EndOf(int line)
    {
        if (line + 1 == starts.Length)
            return text.Length;
        var end = starts[line + 1] - 1;
        return text[end] == '\n' && end > starts[line] && text[end - 1] == '\r' ? end - 1 : end;
    }

    private static int[] FindStarts(string text)
    {
        var found = new List<int>(text.Length / 24 + 1) { 0 };
        for (var i = 0; i < text.Length; i++)
        {
            var next = text.AsSpan(i).IndexOfAny('\n', '\r');
            if (next < 0)
                break;
            i += next;
            if (text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n')
                i++;
            found.Add(i + 1);
        }

        return [.. found];
    }
}
