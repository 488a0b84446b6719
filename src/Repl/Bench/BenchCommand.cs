using System.Diagnostics;
using Dsl.Runtime.Backends.Devices;
using Dsl.Runtime.Data;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Scripts;

namespace Dsl.Repl.Bench;

/// <summary><c>nn bench</c>: runs a script, its trainings for a few seconds each, and tells how fast everything in it was.</summary>
internal static class BenchCommand
{
    /// <param name="terminal">The program's streams.</param>
    /// <param name="request">What is asked for.</param>
    public static int Run(Terminal terminal, BenchRequest request)
    {
        if (ScriptFile.Read(terminal, request.Path) is not { } bytes)
            return ExitCode.Usage;
        var files = FileSystemFileSource.FromEnvironment(request.DataFolder);
        var compiled = ScriptChecker.Check(request.Path, bytes, files, request.Settings, out var problem);
        if (problem is not null)
        {
            terminal.Error.WriteLine($"nn: {problem}");
            return ExitCode.Usage;
        }

        if (!compiled.Diagnostics.IsEmpty)
            DiagnosticWriter.WriteText(terminal, compiled.Diagnostics);
        if (compiled.Program is not { } program)
            return ExitCode.Diagnostics;

        using var interruption = new RunInterruption();
        using var key = new InterruptKey(interruption, () => Environment.Exit(ExitCode.Interrupted));
        if (BackendChoice.Open(terminal, request.Backend, request.Threads) is not { } inner)
            return ExitCode.Usage;
        using var resources = inner as IDisposable;
        var backend = new MeasuringBackend(inner, program, measured =>
        {
            // A training that has shown its pace need not go on.
            if (measured.Kind == MeasuringBackend.Step && measured.TotalSeconds > request.Seconds)
                interruption.RequestEndOfTraining();
        });
        var begun = Stopwatch.GetTimestamp();
        var result = ScriptRunner.Run(program, new RunOptions(backend, new SilentOutput(), files, request.Path, request.Seed, interruption));
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        if (result.Fault is { } fault)
        {
            DiagnosticWriter.WriteText(terminal, [fault]);
            terminal.Error.WriteLine("nn: the figures are of what ran before; a training that was cut short may be the reason, and --seconds gives it longer");
        }

        var threads = request.Threads > 0 ? request.Threads : Environment.ProcessorCount;
        var device = inner as DeviceBackend;
        double? ceiling = device is null ? MachineRate.Measure(threads) : null;
        var figures = BenchFigures.Of(backend.Computations, ceiling);
        if (request.IsJson)
            BenchReport.WriteJson(terminal.Output, figures, MachineDescription.Here(), ceiling, backend.Name, seconds);
        else
            BenchReport.WriteText(terminal.Output, figures, MachineDescription.Here(), ceiling, device is null ? $"{backend.Name}, {threads} threads," : $"{backend.Name}, {device.Device.Name},", seconds);
        return result.Reason == RunEnd.Interrupted ? ExitCode.Interrupted : ExitCode.Success;
    }
}
