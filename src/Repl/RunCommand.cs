using Dsl.Runtime.Data;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Scripts;

namespace Dsl.Repl;

/// <summary><c>nn run</c>: checks a script and, when it has no mistakes, runs it.</summary>
internal static class RunCommand
{
    /// <param name="terminal">The program's streams.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="warmUp">What has begun for it already.</param>
    public static int Run(Terminal terminal, RunRequest request, WarmUp? warmUp = null)
    {
        if (ScriptFile.Read(terminal, request.Path) is not { } bytes)
            return ExitCode.Usage;
        warmUp?.Expect(bytes);
        if (request.ReportPath is { } page && !OutputFile.CanWrite(terminal, page, request.Path))
            return ExitCode.Usage;
        if (request.EventFile is not { } eventFile)
            return Run(terminal, request, bytes, null);
        if (OutputFile.IsScript(eventFile, request.Path))
        {
            terminal.Error.WriteLine($"nn: '{VisibleText.Of(eventFile)}' is the script itself, and nothing is written over it");
            return ExitCode.Usage;
        }

        var (events, eventProblem) = RunEventWriter.Open(eventFile);
        if (events is null)
        {
            terminal.Error.WriteLine($"nn: {VisibleText.Of(eventProblem!)}");
            return ExitCode.Usage;
        }

        using (events)
        {
            var code = Run(terminal, request, bytes, events);
            if (events.Problem is not { } problem)
                return code;
            terminal.Error.WriteLine($"nn: {VisibleText.Of(problem)}");
            return code == ExitCode.Success ? ExitCode.Usage : code;
        }
    }

    private static int Run(Terminal terminal, RunRequest request, byte[] bytes, RunEventWriter? events)
    {
        var files = FileSystemFileSource.FromEnvironment(request.DataFolder);
        var compiled = ScriptChecker.Check(request.Path, bytes, files, request.Settings, out var problem, countsConfusions: request.ReportPath is not null);
        if (problem is not null)
        {
            terminal.Error.WriteLine($"nn: {problem}");
            return ExitCode.Usage;
        }

        if (!compiled.Diagnostics.IsEmpty)
            DiagnosticWriter.WriteText(terminal, compiled.Diagnostics);
        if (compiled.Program is not { } program)
        {
            if (compiled.Diagnostics.FirstOrDefault(static d => d.IsError) is { } mistake)
                events?.Fault(mistake);
            events?.Ended(RunEnd.Faulted);
            return ExitCode.Diagnostics;
        }

        using var interruption = new RunInterruption();
        var output = new ConsoleRunOutput(terminal);
        var followed = events is null ? null : new EventRunOutput(output, events);
        using var key = new InterruptKey(interruption, () => Environment.Exit(ExitCode.Interrupted));
        var statistics = new RunStatistics();
        if (BackendChoice.Open(terminal, request.Backend, request.Threads) is not { } backend)
        {
            events?.Ended(RunEnd.Faulted);
            return ExitCode.Usage;
        }

        events?.Started(Path.GetFullPath(request.Path), request.Seed, backend.Name);
        using var resources = backend as IDisposable;
        var reporting = new ReportingBackend(backend, asked => request.Dump?.Write(asked), (asked, made) =>
        {
            statistics.Add(asked, made);
            if (made.Statistics.IsEvaluated)
                request.Dump?.WriteEvaluated(asked);
        });
        var report = request.ReportPath is { } path ? new RunReport(request, path, compiled, $"{backend.Name}, {MachineDescription.Here().Name}") : null;
        var result = ScriptRunner.Run(program, new RunOptions(reporting, followed ?? (IRunOutput)output, files, request.Path, request.Seed, interruption) { Recorder = report?.Record });
        output.EndProgress();
        terminal.Output.Flush();
        followed?.End(result.Reason, result.Fault);
        if (result.Fault is { } fault)
            DiagnosticWriter.WriteText(terminal, [fault]);
        if (request.ShowsStatistics)
            statistics.Write(terminal.Error, backend);
        if (report is not null && !report.Write(terminal, result))
            return ExitCode.Usage;
        return result.Reason switch
        {
            RunEnd.Completed => ExitCode.Success,
            RunEnd.Faulted => ExitCode.RunTimeFault,
            _ => ExitCode.Interrupted,
        };
    }
}
