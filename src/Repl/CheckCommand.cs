using System.Collections.Immutable;
using Dsl.Language.Diagnostics;
using Dsl.Runtime.Data;

namespace Dsl.Repl;

/// <summary><c>nn check</c>: says what is wrong with scripts, without running them.</summary>
internal static class CheckCommand
{
    /// <param name="terminal">The program's streams.</param>
    /// <param name="paths">Scripts; <c>-</c> for standard input.</param>
    /// <param name="dataFolder">A folder to look for data in after each script's own.</param>
    /// <param name="isJson">Whether to write a JSON array on standard output instead of text on standard error.</param>
    public static int Run(Terminal terminal, IReadOnlyList<string> paths, string? dataFolder, bool isJson)
    {
        var files = FileSystemFileSource.FromEnvironment(dataFolder);
        var diagnostics = ImmutableArray.CreateBuilder<Diagnostic>();
        var isReadable = true;
        foreach (var path in paths)
        {
            if (ScriptFile.Read(terminal, path) is { } bytes)
                diagnostics.AddRange(ScriptChecker.Check(path, bytes, files).Diagnostics);
            else
                isReadable = false;
        }

        if (isJson)
            terminal.Output.WriteLine(DiagnosticJsonRenderer.Render(diagnostics).TrimEnd());
        else
            DiagnosticWriter.WriteText(terminal, diagnostics.ToImmutable());
        if (!isReadable)
            return ExitCode.Usage;
        return diagnostics.Any(static d => d.IsError) ? ExitCode.Diagnostics : ExitCode.Success;
    }
}
