using System.Collections.Immutable;
using Dsl.Language.Diagnostics;

namespace Dsl.Repl;

/// <summary>Writes diagnostics for people on standard error.</summary>
internal static class DiagnosticWriter
{
    private const int MostShown = 50;

    /// <summary>Writes them one after another, an empty line between, and how many there were more than are shown.</summary>
    public static void WriteText(Terminal terminal, ImmutableArray<Diagnostic> diagnostics)
    {
        for (var i = 0; i < Math.Min(diagnostics.Length, MostShown); i++)
        {
            if (i > 0)
                terminal.Error.WriteLine();
            terminal.Error.Write(DiagnosticTextRenderer.Render(diagnostics[i], terminal.ErrorHasColor, terminal.ErrorWidth));
        }

        if (diagnostics.Length > MostShown)
            terminal.Error.WriteLine($"\nnn: {diagnostics.Length - MostShown} more are not shown");
    }
}
