using System.Collections.Immutable;
using Dsl.Language.Diagnostics;
using Dsl.Language.Text;

namespace Dsl.Language.Compilation;

/// <summary>Tries out every proposed fix: one that leaves the script with as many errors is dropped.</summary>
internal static class FixChecker
{
    private const int MaximumDiagnostics = 10;

    public static ImmutableArray<Diagnostic> Check(CompiledScript script, Func<SourceText, ImmutableArray<Diagnostic>> compile)
    {
        var errors = script.Diagnostics.Count(static d => d.IsError);
        var tried = 0;
        return [.. script.Diagnostics.Select(d => d.Fixes.IsEmpty || ++tried > MaximumDiagnostics
            ? d with { Fixes = [] }
            : d with { Fixes = [.. d.Fixes.Where(f => Helps(f, d, script.Source, errors, compile)).Select(static f => f with { Checked = true })] })];
    }

    private static bool Helps(DiagnosticFix fix, Diagnostic diagnostic, SourceText source, int errors, Func<SourceText, ImmutableArray<Diagnostic>> compile)
    {
        if (fix.Edits.Any(e => e.Location.Source != source))
            return false;
        var text = source.Content;
        foreach (var edit in fix.Edits.OrderByDescending(static e => e.Location.Span.Start))
            text = string.Concat(text.AsSpan(0, edit.Location.Span.Start), edit.NewText, text.AsSpan(edit.Location.Span.End));
        var after = compile(new SourceText(source.Path, text));
        if (!diagnostic.IsError)
            return after.Length < errors + 1 && !after.Any(d => d.Code == diagnostic.Code && d.Location.LineNumber == diagnostic.Location.LineNumber);
        return after.Count(static d => d.IsError) < errors;
    }
}
