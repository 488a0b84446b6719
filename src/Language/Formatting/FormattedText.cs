using System.Text;

namespace Dsl.Language.Formatting;

/// <summary>Joins lines, with the comments of neighbouring lines in one column.</summary>
internal static class FormattedText
{
    private const int CommentDistance = 2;

    public static string Join(List<FormattedLine> lines)
    {
        var text = new StringBuilder();
        for (var start = 0; start < lines.Count;)
        {
            var end = start;
            var width = 0;
            for (; end < lines.Count && lines[end].Comment is not null; end++)
                width = Math.Max(width, lines[end].Width);
            end = Math.Max(end, start + 1);
            for (var i = start; i < end; i++)
                AppendLine(text, lines[i], width);
            start = end;
        }

        return text.ToString();
    }

    private static void AppendLine(StringBuilder text, FormattedLine line, int commentWidth)
    {
        if (line.Code.Length > 0)
            text.Append(' ', line.Indentation).Append(line.Code);
        if (line.Comment is not null)
            text.Append(' ', commentWidth - line.Width + CommentDistance).Append(line.Comment);
        text.Append('\n');
    }
}
