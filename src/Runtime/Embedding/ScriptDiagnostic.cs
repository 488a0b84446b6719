using System.Collections.Immutable;
using Dsl.Language.Diagnostics;

namespace Dsl.Runtime.Embedding;

/// <summary>Something that is wrong with a script, or was wrong while it ran.</summary>
/// <param name="Code">Its code, such as NN3001; <c>docs/errors</c> explains each.</param>
/// <param name="IsError">Whether it keeps the script from running, or ended the run; else it is a warning.</param>
/// <param name="Title">What kind of mistake it is.</param>
/// <param name="Message">What is wrong here.</param>
/// <param name="Path">The script or the file that it stands in.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Length">How many characters the place has.</param>
/// <param name="Notes">Further sentences.</param>
/// <param name="Fixes">What would mend it, in words; each was seen to help.</param>
public sealed record ScriptDiagnostic(
    string Code, bool IsError, string Title, string Message, string Path, int Line, int Column, int Length, ImmutableArray<string> Notes, ImmutableArray<string> Fixes)
{
    private readonly Diagnostic? diagnostic;

    internal ScriptDiagnostic(Diagnostic diagnostic)
        : this(
            diagnostic.Code, diagnostic.IsError, diagnostic.Descriptor.Title, diagnostic.Message, diagnostic.Location.Source.Path, diagnostic.Location.LineNumber,
            diagnostic.Location.Source.LineColumn(diagnostic.Location.Span.Start).Column + 1, diagnostic.Location.Span.Length, diagnostic.Notes,
            [.. diagnostic.Fixes.Select(static fix => fix.Title)])
    {
        this.diagnostic = diagnostic;
    }

    /// <summary>The whole report as text of several lines, with the place in the script, as <c>nn</c> shows it.</summary>
    public override string ToString() => diagnostic is null ? $"{Code}: {Message}" : DiagnosticTextRenderer.Render(diagnostic, color: false);
}
