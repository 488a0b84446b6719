using System.Collections.Immutable;
using Dsl.Language.Compilation;
using Dsl.Language.Diagnostics;
using Dsl.Language.Services.Analysis;
using Dsl.Language.Text;

namespace Dsl.Language.Services.Editing;

/// <summary>Proposes changes at a place: fixes that were seen to remove their error, comments that allow a warning, and rewritings that change no meaning.</summary>
public static class ActionService
{
    private const int MostDiagnostics = 10;

    /// <summary>The proposals for a selection or a cursor; fixes first.</summary>
    /// <param name="analysis">The script.</param>
    /// <param name="span">What is selected; empty for a cursor.</param>
    /// <param name="cancel">Ends the search early; what was found is lost.</param>
    public static ImmutableArray<CodeActionProposal> At(ScriptAnalysis analysis, TextSpan span, CancellationToken cancel = default)
    {
        var found = ImmutableArray.CreateBuilder<CodeActionProposal>();
        var errors = analysis.Diagnostics.Count(static d => d.IsError);
        foreach (var diagnostic in analysis.Diagnostics.Where(d => Touches(d, analysis.Source, span)).Take(MostDiagnostics))
        {
            var fixes = FixChecker.FixesOf(diagnostic, analysis.Source, errors, changed => Compile(changed, analysis, cancel));
            for (var i = 0; i < fixes.Length; i++)
                found.Add(new CodeActionProposal(TitleOf(fixes[i]), fixes[i].Edits, diagnostic with { Fixes = fixes }, i == 0, CodeActionKind.Fix));
            if (LintAllowance.For(diagnostic, analysis.Tree) is { } allowance)
                found.Add(allowance);
        }

        found.AddRange(Rewritings.At(analysis, span, cancel));
        return found.DrainToImmutable();
    }

    internal static CompiledScript Compile(SourceText changed, ScriptAnalysis analysis, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return ScriptCompiler.Compile(changed, new CompilationOptions(analysis.Files, CheckFixes: false));
    }

    // A caret at either end of an underlined word is at it, and so is one at the word that a fix would change.
    private static bool Touches(Diagnostic diagnostic, SourceText source, TextSpan span) =>
        Touches(diagnostic.Location, source, span) || diagnostic.Fixes.Any(fix => fix.Edits.Any(edit => Touches(edit.Location, source, span)));

    private static bool Touches(SourceLocation place, SourceText source, TextSpan span) =>
        place.Source == source && place.Span.Start <= span.End && place.Span.End >= span.Start;

    private static string TitleOf(DiagnosticFix fix) => fix.Result is null ? fix.Title : $"{fix.Title}: {fix.Result}";
}
