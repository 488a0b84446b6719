using System.Text;
using Dsl.Language.Text;

namespace Dsl.Language.Diagnostics;

/// <summary>Prints the lines of the scripts that a diagnostic is about, file by file, the primary one first.</summary>
internal sealed class DiagnosticExcerptRenderer
{
    private const int RemarkDistance = 4;
    private const int GutterSigns = 4;

    private readonly Diagnostic diagnostic;
    private readonly StringBuilder text;
    private readonly TerminalPaint paint;
    private readonly List<SourceLocation> underlines;
    private readonly int numberWidth;
    private readonly ReportWidth width;

    public DiagnosticExcerptRenderer(Diagnostic diagnostic, StringBuilder text, TerminalPaint paint, int? window)
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
        width = new ReportWidth(window, numberWidth + GutterSigns);
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
            lines[group.Key] = RenderedLine.Create(source, group.Key, group.First().Location.Span.Start, width.Code);
        foreach (var group in carets)
            lines[group.Key] = RenderedLine.Create(source, group.Key, group.First().Span.Start, width.Code);
        var remarkColumn = lines.Where(l => remarks.Contains(l.Key)).Select(static l => l.Value.Width).DefaultIfEmpty().Max() + RemarkDistance;
        var lastCaretLine = carets.Select(static c => c.Key).DefaultIfEmpty(-1).Max();
        foreach (var (line, rendered) in lines)
        {
            var beside = width.From(remarkColumn);
            AppendCode(line, rendered, beside is { } columns ? LinesOf(remarks[line], columns) : [], remarkColumn);
            if (carets.Contains(line))
                AppendCarets(rendered, carets[line], line == lastCaretLine);
            if (beside is not null)
                continue;
            foreach (var remark in LinesOf(remarks[line], width.BehindGutter - RemarkDistance))
                AppendGutter("").Append(' ', RemarkDistance + 1).Append(paint.Apply(TerminalStyle.Remark, remark)).Append('\n');
        }
    }

    private static IEnumerable<string> LinesOf(IEnumerable<DiagnosticAnnotation> remarks, int columns) => remarks.SelectMany(remark => BrokenLines.Of(remark.Text, columns));

    private void AppendCode(int line, RenderedLine rendered, IEnumerable<string> remarks, int remarkColumn)
    {
        AppendGutter((line + 1).ToString());
        var code = rendered.Text.TrimEnd();
        text.Append(code.Length > 0 ? " " : "").Append(code);
        var column = CharacterWidth.Of(code);
        foreach (var remark in remarks)
        {
            if (column < 0)
                AppendGutter("").Append(' ');
            text.Append(' ', remarkColumn - Math.Max(column, 0)).Append(paint.Apply(TerminalStyle.Remark, remark)).Append('\n');
            column = -1;
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
        string[] beside = isLast ? [.. BrokenLines.Of(diagnostic.Message, Math.Max(width.BehindGutter - row.Length - 1, 1))] : [""];
        var isBeside = beside.Length == 1 && row.Length + 1 + CharacterWidth.Of(beside[0]) <= width.BehindGutter;
        AppendGutter("").Append(' ').Append(paint.Apply(style, row + (isBeside && beside[0].Length > 0 ? " " + beside[0] : ""))).Append('\n');
        if (isBeside)
            return;
        var indentation = Math.Min(row.ToString().IndexOf('^', StringComparison.Ordinal), width.BehindGutter / 3);
        foreach (var line in BrokenLines.Of(diagnostic.Message, width.BehindGutter - indentation))
            AppendGutter("").Append(' ', indentation + 1).Append(paint.Apply(style, line)).Append('\n');
    }

    private StringBuilder AppendGutter(string number) =>
        text.Append(paint.Apply(TerminalStyle.Gutter, " " + number.PadLeft(numberWidth) + " |"));
}
