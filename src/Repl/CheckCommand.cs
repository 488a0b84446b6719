using System.Collections.Immutable;
using Dsl.Language.Diagnostics;
using Dsl.Language.Programs;
using Dsl.Runtime.Data;
using Dsl.Runtime.Scripts;

namespace Dsl.Repl;

/// <summary><c>nn check</c>: says what is wrong with scripts, without running them.</summary>
internal static class CheckCommand
{
    /// <param name="terminal">The program's streams.</param>
    /// <param name="paths">Scripts; <c>-</c> for standard input.</param>
    /// <param name="dataFolder">A folder to look for data in after each script's own.</param>
    /// <param name="isJson">Whether to write a JSON array on standard output instead of text on standard error.</param>
    /// <param name="dump">Shows the computations of scripts without mistakes; null when that is not wanted.</param>
    public static int Run(Terminal terminal, IReadOnlyList<string> paths, string? dataFolder, bool isJson, StageDump? dump)
    {
        var files = FileSystemFileSource.FromEnvironment(dataFolder);
        var diagnostics = ImmutableArray.CreateBuilder<Diagnostic>();
        var isReadable = true;
        foreach (var path in paths)
        {
            if (ScriptFile.Read(terminal, path) is { } bytes)
            {
                var compiled = ScriptChecker.Check(path, bytes, files);
                diagnostics.AddRange(compiled.Diagnostics);
                if (dump is not null && compiled.Program is { } program)
                    Show(program, dump);
            }
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

    private static void Show(ScriptProgram program, StageDump dump)
    {
        foreach (var (location, request, problem) in ProgramRequests.Of(program))
        {
            if (request is not null)
                dump.Write(request);
            else
                dump.WriteProblem(location.LineNumber, problem!);
        }
    }
}
