using System.Text;
using Dsl.Language.Text;

namespace Dsl.Language.Diagnostics;

/// <summary>A line of a script as it is shown: tabs as spaces, control characters as escapes, clipped when it is very long.</summary>
internal sealed class RenderedLine
{
    private const int TabWidth = 4;
    private const int MostBeforeFocus = 40;
    private const int CharactersAroundFocus = 400;
    private const string Ellipsis = "...";

    private readonly int firstPosition;
    private readonly int[] columns;

    private RenderedLine(int firstPosition, int[] columns, string text)
    {
        this.firstPosition = firstPosition;
        this.columns = columns;
        Text = text;
        Width = CharacterWidth.Of(text);
    }

    public string Text { get; }

    /// <summary>The columns that the text takes.</summary>
    public int Width { get; }

    /// <param name="source">The script.</param>
    /// <param name="line">The zero-based line.</param>
    /// <param name="focus">The position that must stay in sight when the line is clipped.</param>
    /// <param name="maximumWidth">The columns beyond which it is clipped.</param>
    public static RenderedLine Create(SourceText source, int line, int focus, int maximumWidth)
    {
        var span = source.LineSpan(line);
        focus = Math.Clamp(focus, span.Start, span.End);
        var start = Math.Max(span.Start, focus - CharactersAroundFocus);
        var end = Math.Min(span.End, focus + CharactersAroundFocus);
        if (start > span.Start && char.IsLowSurrogate(source.Content[start]))
            start++;

        // For each code unit: its column, and its place in the shown text.
        var columns = new int[end - start + 1];
        var places = new int[end - start + 1];
        var shown = new StringBuilder();
        var column = 0;
        for (var position = start; position < end;)
        {
            var place = shown.Length;
            int length;
            if (source.Content[position] == '\t')
            {
                shown.Append(' ', TabWidth - (column % TabWidth));
                length = 1;
            }
            else
            {
                length = Math.Min(TerminalText.Append(shown, source.Content, position), end - position);
            }

            for (var i = 0; i < length; i++)
                (columns[position - start + i], places[position - start + i]) = (column, place);
            column += CharacterWidth.Of(shown.ToString(place, shown.Length - place));
            position += length;
        }

        (columns[end - start], places[end - start]) = (column, shown.Length);
        return Clip(start, start > span.Start, end < span.End, focus - start, columns, places, shown.ToString(), maximumWidth);
    }

    /// <summary>The column of a position, at the nearest end when it is out of sight.</summary>
    public int ColumnOf(int position) => Math.Clamp(columns[Math.Clamp(position - firstPosition, 0, columns.Length - 1)], 0, Width);

    private static RenderedLine Clip(
        int start,
        bool isCutBefore,
        bool isCutAfter,
        int focus,
        int[] columns,
        int[] places,
        string shown,
        int maximumWidth)
    {
        var last = columns.Length - 1;
        if (columns[last] <= maximumWidth && !isCutBefore && !isCutAfter)
            return new RenderedLine(start, columns, shown);
        var first = 0;
        var beforeFocus = Math.Min(MostBeforeFocus, maximumWidth / 2);
        if (columns[focus] > beforeFocus && columns[last] > maximumWidth)
        {
            var firstColumn = Math.Min(columns[focus] - beforeFocus, columns[last] - maximumWidth);
            while (columns[first] < firstColumn)
                first++;
        }

        var end = first;
        while (end < last && columns[end + 1] - columns[first] <= maximumWidth)
            end++;
        var before = isCutBefore || first > 0 ? Ellipsis : "";
        var after = isCutAfter || end < last ? Ellipsis : "";
        var shift = before.Length - columns[first];
        for (var i = 0; i <= last; i++)
            columns[i] = Math.Clamp(columns[i], columns[first], columns[end]) + (i >= first ? shift : 0);
        for (var i = 0; i < first; i++)
            columns[i] = before.Length;
        return new RenderedLine(start, columns, before + shown[places[first]..places[end]] + after);
    }
}
