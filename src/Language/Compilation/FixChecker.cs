using System.Collections.Immutable;
using Dsl.Language.Diagnostics;
using Dsl.Language.Text;

namespace Dsl.Language.Compilation;

/// <summary>Tries out every proposed fix: one that leaves the script with as many errors is dropped; the others tell what they lead to.</summary>
internal static class FixChecker
{
    private const int MaximumDiagnostics = 10;

    // A text with so many mistakes is no script that somebody mends line by line; trying out fixes would only take time.
    private const int MostMistakes = 200;

    public static ImmutableArray<Diagnostic> Check(CompiledScript script, Func<SourceText, CompiledScript?> compile)
    {
        var errors = script.Diagnostics.Count(static d => d.IsError);
        var tried = errors > MostMistakes ? MaximumDiagnostics : 0;
        return [.. script.Diagnostics.Select(d => d.Fixes.IsEmpty || ++tried > MaximumDiagnostics
            ? d with { Fixes = [] }
            : d with { Fixes = [.. d.Fixes.Select(f => TryOut(f, d, script.Source, errors, compile)).OfType<DiagnosticFix>()] })];
    }

    /// <summary>The fixes of one diagnostic that were seen to remove it.</summary>
    /// <param name="diagnostic">One of the script's diagnostics.</param>
    /// <param name="source">The script.</param>
    /// <param name="errors">How many errors the script has.</param>
    /// <param name="compile">Checks a changed script; null when that would take too long.</param>
    public static ImmutableArray<DiagnosticFix> FixesOf(Diagnostic diagnostic, SourceText source, int errors, Func<SourceText, CompiledScript?> compile) =>
        errors > MostMistakes ? [] : [.. diagnostic.Fixes.Select(fix => TryOut(fix, diagnostic, source, errors, compile)).OfType<DiagnosticFix>()];

    private static DiagnosticFix? TryOut(DiagnosticFix fix, Diagnostic diagnostic, SourceText source, int errors, Func<SourceText, CompiledScript?> compile)
    {
        if (fix.Edits.Any(e => e.Location.Source != source))
            return null;
        var text = source.Content;
        foreach (var edit in fix.Edits.OrderByDescending(static e => e.Location.Span.Start))
            text = string.Concat(text.AsSpan(0, edit.Location.Span.Start), edit.NewText, text.AsSpan(edit.Location.Span.End));
        if (compile(new SourceText(source.Path, text)) is not { } after)
            return null;
        var helps = diagnostic.IsError
            ? after.Diagnostics.Count(static d => d.IsError) < errors
            : !after.Diagnostics.Any(d => d.Code == diagnostic.Code && d.Location.LineNumber == diagnostic.Location.LineNumber);
        if (!helps)
            return null;
        return fix with { Checked = true, Result = after.Types.GetValueOrDefault(Moved(diagnostic.Location.Span, fix))?.ToString() };
    }

    // Where a place lies once the edits before and within it are made.
    private static TextSpan Moved(TextSpan span, DiagnosticFix fix)
    {
        var start = span.Start;
        var end = span.End;
        foreach (var edit in fix.Edits)
        {
            var growth = edit.NewText.Length - edit.Location.Span.Length;
            if (edit.Location.Span.End <= span.Start && edit.Location.Span.Start < span.Start)
                start += growth;
            if (edit.Location.Span.Start < span.End)
                end += growth;
        }

        return TextSpan.FromBounds(start, end);
    }
}
