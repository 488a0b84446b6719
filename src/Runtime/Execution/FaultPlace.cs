using Dsl.Language.Diagnostics;
using Dsl.Language.Text;

namespace Dsl.Runtime.Execution;

/// <summary>Reports of what happened while a script ran, at a place that its writer can change.</summary>
internal static class FaultPlace
{
    /// <summary>A report at the place, or, for a place in the library, at the call that led there, with a note on what was found where.</summary>
    /// <param name="descriptor">The kind of fault.</param>
    /// <param name="location">The operation that met it; null when it belongs to none.</param>
    /// <param name="statement">The statement that asked.</param>
    /// <param name="message">The sentence for the user.</param>
    public static Diagnostic Report(DiagnosticDescriptor descriptor, SourceLocation? location, SourceLocation statement, string message)
    {
        if (location is null || !location.Source.IsLibrary)
            return new Diagnostic(descriptor, location ?? statement, message);
        return new Diagnostic(descriptor, location.CalledFrom ?? statement, message)
        {
            Notes = [$"found in {location.Source.Path}, line {location.LineNumber}: {FirstLine(location.Text)}"],
        };
    }

    /// <summary>The first line of a text, without the space around it.</summary>
    public static string FirstLine(string text) => text.Split('\n', 2)[0].Trim();
}
