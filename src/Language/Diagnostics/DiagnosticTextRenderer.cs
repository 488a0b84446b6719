using System.Text;

namespace Dsl.Language.Diagnostics;

/// <summary>Prints a diagnostic for a person: headline, the lines that take part with remarks beside them, carets, notes, help.</summary>
public static class DiagnosticTextRenderer
{
    private const string Hanging = "      ";

    /// <summary>The report as lines of text, each ended by a line feed.</summary>
    /// <param name="diagnostic">What to print.</param>
    /// <param name="color">Whether to use the colours of a terminal (ANSI escapes).</param>
    /// <param name="window">The columns of the window that shows it; null where none is known.</param>
    public static string Render(Diagnostic diagnostic, bool color, int? window = null)
    {
        var text = new StringBuilder();
        var paint = new TerminalPaint(color);
        var severity = diagnostic.Severity switch
        {
            DiagnosticSeverity.Error => "error",
            DiagnosticSeverity.Warning => "warning",
            _ => "information",
        };
        var severityStyle = TerminalPaint.StyleOf(diagnostic.Severity);
        text.Append(paint.Apply(severityStyle, $"{severity} {diagnostic.Code}"));
        text.Append(paint.Apply(TerminalStyle.Strong, ": " + TerminalText.Sanitize(diagnostic.Descriptor.Title))).Append('\n');
        new DiagnosticExcerptRenderer(diagnostic, text, paint, window).Render();
        var width = new ReportWidth(window, 0).Page - Hanging.Length;
        foreach (var note in diagnostic.Notes)
            AppendNamed(text, paint.Apply(TerminalStyle.Strong, "note"), BrokenLines.Of(note, width));
        foreach (var fix in diagnostic.Fixes)
            AppendNamed(text, paint.Apply(TerminalStyle.Help, "help"), Describe(fix, width));
        return text.ToString();
    }

    // What is to be written is never broken, so that it can be copied.
    private static IEnumerable<string> Describe(DiagnosticFix fix, int width)
    {
        if (ResultOf(fix) is not { } code)
            return BrokenLines.Of(fix.Title, width);
        var written = TerminalText.Sanitize($"{code}{(fix.Result is null ? "" : $"  : {fix.Result}")}");
        var whole = $"{TerminalText.Sanitize(fix.Title)}:  {written}";
        return CharacterWidth.Of(whole) <= width ? [whole] : [.. BrokenLines.Of(fix.Title + ":", width), written];
    }

    private static void AppendNamed(StringBuilder text, string name, IEnumerable<string> lines)
    {
        var isFirst = true;
        foreach (var line in lines)
        {
            text.Append(isFirst ? name + ": " : Hanging).Append(line).Append('\n');
            isFirst = false;
        }
    }

    /// <summary>The line as it would read after the change; null when more than one line changes.</summary>
    private static string? ResultOf(DiagnosticFix fix)
    {
        if (fix.Edits.IsEmpty)
            return null;
        var source = fix.Edits[0].Location.Source;
        var line = source.LineOf(fix.Edits[0].Location.Span.Start);
        var lineSpan = source.LineSpan(line);
        foreach (var edit in fix.Edits)
        {
            var span = edit.Location.Span;
            if (edit.Location.Source != source || span.Start < lineSpan.Start || span.End > lineSpan.End || edit.NewText.Contains('\n'))
                return null;
        }

        var result = source.Slice(lineSpan);
        foreach (var edit in fix.Edits.OrderByDescending(static e => e.Location.Span.Start))
        {
            var start = edit.Location.Span.Start - lineSpan.Start;
            result = string.Concat(result.AsSpan(0, start), edit.NewText, result.AsSpan(start + edit.Location.Span.Length));
        }

        const int Longest = 120;
        result = result.Trim();
        return result.Length is 0 or > Longest ? null : result;
    }
}
