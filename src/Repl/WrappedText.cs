using System.Text;
using Dsl.Runtime.Reports;

namespace Dsl.Repl;

/// <summary>Text for people, broken between words.</summary>
internal static class WrappedText
{
    private const int LeastHanging = 4;

    /// <summary>The text with line feeds in place of blanks, so that no line is wider than a window; words that are wider stay whole.</summary>
    /// <param name="text">One line or several.</param>
    /// <param name="width">The columns of the window.</param>
    /// <param name="hanging">The blanks before what was broken off, beside those that the line itself begins with.</param>
    public static string Of(string text, int width, int hanging)
    {
        var result = new StringBuilder(text.Length);
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i];
            if (i > 0)
                result.Append('\n');
            if (DisplayText.Columns(line) <= width)
                result.Append(line);
            else
                Break(result, line, width, hanging);
        }

        return result.ToString();
    }

    private static void Break(StringBuilder result, string line, int width, int hanging)
    {
        var content = line.TrimStart(' ');
        var indentation = new string(' ', line.Length - content.Length);
        var blanks = indentation + new string(' ', hanging);
        if (blanks.Length > width / 2)
            blanks = new string(' ', Math.Min(indentation.Length + LeastHanging, width / 4));
        result.Append(indentation);
        var used = indentation.Length;
        var isFirst = true;

        // Several blanks after one another, as between columns, belong to the word before them.
        for (var start = 0; start < content.Length;)
        {
            var end = content.IndexOf(' ', start);
            end = end < 0 ? content.Length : end;
            var next = end;
            while (next < content.Length && content[next] == ' ')
                next++;
            var columns = DisplayText.Columns(content[start..end]);
            if (!isFirst && used + columns > width)
            {
                while (result[^1] == ' ')
                    result.Length--;
                result.Append('\n').Append(blanks);
                used = blanks.Length;
            }

            result.Append(content, start, next - start);
            used += columns + next - end;
            isFirst = false;
            start = next;
        }
    }
}
