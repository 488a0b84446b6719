using Dsl.Runtime.Data;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Scripts;

namespace Dsl.Repl;

/// <summary><c>nn run</c>: checks a script and, when it has no mistakes, runs it.</summary>
internal static class RunCommand
{
    /// <param name="terminal">The program's streams.</param>
    /// <param name="path">The script; <c>-</c> for standard input.</param>
    /// <param name="seed">The seed until the script sets one.</param>
    /// <param name="dataFolder">A folder to look for data in after the script's own.</param>
    /// <param name="backend">What computes.</param>
    public static int Run(Terminal terminal, string path, long seed, string? dataFolder, IBackend backend)
    {
        if (ScriptFile.Read(terminal, path) is not { } bytes)
            return ExitCode.Usage;
        var files = FileSystemFileSource.FromEnvironment(dataFolder);
        var compiled = ScriptChecker.Check(path, bytes, files);
        if (!compiled.Diagnostics.IsEmpty)
            DiagnosticWriter.WriteText(terminal, compiled.Diagnostics);
        if (compiled.Program is not { } program)
            return ExitCode.Diagnostics;

        using var interruption = new RunInterruption();
        var output = new ConsoleRunOutput(terminal);
        using var key = new InterruptKey(interruption, () => Environment.Exit(ExitCode.Interrupted));
        var result = ScriptRunner.Run(program, new RunOptions(backend, output, files, path, seed, interruption));
        output.EndProgress();
        terminal.Output.Flush();
        if (result.Fault is { } fault)
            DiagnosticWriter.WriteText(terminal, [fault]);
        return result.Reason switch
        {
            RunEnd.Completed => ExitCode.Success,
            RunEnd.Faulted => ExitCode.RunTimeFault,
            _ => ExitCode.Interrupted,
        };
    }
}
