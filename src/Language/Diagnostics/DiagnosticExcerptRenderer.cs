using System.Text;
using Dsl.Language.Text;

namespace Dsl.Language.Diagnostics;

/// <summary>Prints the lines of the scripts that a diagnostic is about, file by file, the primary one first.</summary>
internal sealed class DiagnosticExcerptRenderer
{
    private const int PageWidth = 110;
    private const int RemarkDistance = 4;

    private readonly Diagnostic diagnostic;
    private readonly StringBuilder text;
    private readonly TerminalPaint paint;
    private readonly List<SourceLocation> underlines;
    private readonly int numberWidth;

    public DiagnosticExcerptRenderer(Diagnostic diagnostic, StringBuilder text, TerminalPaint paint)
    {
        this.diagnostic = diagnostic;
        this.text = text;
        this.paint = paint;
        underlines = [.. diagnostic.Underlines.Where(u => u.Source == diagnostic.Location.Source).OrderBy(static u => u.Span.Start)];
        if (underlines.Count == 0)
            underlines.Add(diagnostic.Location);
        var lastLine = underlines.Max(static u => u.LineNumber);
        foreach (var annotation in diagnostic.Annotations)
            lastLine = Math.Max(lastLine, annotation.Location.LineNumber);
        numberWidth = lastLine.ToString().Length;
    }

    public void Render()
    {
        var primary = diagnostic.Location.Source;
        RenderFile(primary, diagnostic.Location);
        foreach (var group in diagnostic.Annotations.Where(a => a.Location.Source != primary).GroupBy(static a => a.Location.Source))
            RenderFile(group.Key, group.First().Location);
        if (!diagnostic.Notes.IsEmpty || !diagnostic.Fixes.IsEmpty)
            AppendGutter("").Append('\n');
    }

    private void RenderFile(SourceText source, SourceLocation head)
    {
        text.Append(' ', numberWidth + 1).Append(paint.Apply(TerminalStyle.Gutter, "-->")).Append(' ');
        text.Append(TerminalText.Sanitize(head.ToString())).Append('\n');
        AppendGutter("").Append('\n');
        var remarks = diagnostic.Annotations.Where(a => a.Location.Source == source).ToLookup(static a => a.Location.LineNumber - 1);
        var carets = underlines.Where(u => u.Source == source).ToLookup(static u => u.LineNumber - 1);
        var lines = new SortedDictionary<int, RenderedLine>();
        foreach (var group in remarks)
            lines[group.Key] = RenderedLine.Create(source, group.Key, group.First().Location.Span.Start);
        foreach (var group in carets)
            lines[group.Key] = RenderedLine.Create(source, group.Key, group.First().Span.Start);
        var remarkColumn = lines.Where(l => remarks.Contains(l.Key)).Select(static l => l.Value.Width).DefaultIfEmpty().Max() + RemarkDistance;
        var lastCaretLine = carets.Select(static c => c.Key).DefaultIfEmpty(-1).Max();
        foreach (var (line, rendered) in lines)
        {
            AppendCode(line, rendered, remarks[line], remarkColumn);
            if (carets.Contains(line))
                AppendCarets(rendered, carets[line], line == lastCaretLine);
        }
    }

    private void AppendCode(int line, RenderedLine rendered, IEnumerable<DiagnosticAnnotation> remarks, int remarkColumn)
    {
        AppendGutter((line + 1).ToString());
        var code = rendered.Text.TrimEnd();
        text.Append(code.Length > 0 ? " " : "").Append(code);
        var column = CharacterWidth.Of(code);
        foreach (var remark in remarks)
        {
            foreach (var part in remark.Text.ReplaceLineEndings("\n").Split('\n'))
            {
                if (column < 0)
                    AppendGutter("").Append(' ');
                text.Append(' ', remarkColumn - Math.Max(column, 0));
                text.Append(paint.Apply(TerminalStyle.Remark, TerminalText.Sanitize(part.TrimEnd()))).Append('\n');
                column = -1;
            }
        }

        if (column >= 0)
            text.Append('\n');
    }

    private void AppendCarets(RenderedLine rendered, IEnumerable<SourceLocation> places, bool isLast)
    {
        var row = new StringBuilder();
        foreach (var place in places)
        {
            var start = rendered.ColumnOf(place.Span.Start);
            var end = Math.Max(rendered.ColumnOf(place.Span.End), start + 1);
            if (row.Length < end)
                row.Append(' ', end - row.Length);
            for (var column = start; column < end; column++)
                row[column] = '^';
        }

        var style = TerminalPaint.StyleOf(diagnostic.Severity);
        var message = isLast ? diagnostic.Message.ReplaceLineEndings("\n").Split('\n') : [];
        var isBeside = message.Length == 1 && row.Length + 1 + message[0].Length <= PageWidth;
        AppendGutter("").Append(' ').Append(paint.Apply(style, row + (isBeside && message[0].Length > 0 ? " " + TerminalText.Sanitize(message[0]) : "")));
        text.Append('\n');
        if (isBeside)
            return;
        var indentation = row.ToString().IndexOf('^', StringComparison.Ordinal);
        indentation = Math.Min(indentation, PageWidth / 3);
        foreach (var paragraph in message)
        {
            foreach (var line in Wrap(TerminalText.Sanitize(paragraph), PageWidth - indentation))
                AppendGutter("").Append(' ', indentation + 1).Append(paint.Apply(style, line)).Append('\n');
        }
    }

    private static IEnumerable<string> Wrap(string paragraph, int width)
    {
        var line = new StringBuilder();
        foreach (var word in paragraph.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line.ToString();
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        yield return line.ToString();
    }

    private StringBuilder AppendGutter(string number) =>
        text.Append(paint.Apply(TerminalStyle.Gutter, " " + number.PadLeft(numberWidth) + " |"));
}
