using System.Collections.Immutable;
using Dsl.Language.Binding.Descriptions;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Choice;
using Dsl.Runtime.Data;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Scripts;
using Dsl.Runtime.Storage;

namespace Dsl.Repl;

/// <summary><c>nn export</c>: writes a model for other programs, without running the script.</summary>
internal static class ExportCommand
{
    private const string FileEnding = ".onnx";
    private const int MostNamed = 6;

    /// <param name="terminal">The program's streams.</param>
    /// <param name="request">What is asked for.</param>
    public static int Run(Terminal terminal, ExportRequest request)
    {
        if (ScriptFile.Read(terminal, request.Path) is not { } bytes)
            return ExitCode.Usage;
        var files = FileSystemFileSource.FromEnvironment(request.DataFolder);
        var compiled = ScriptChecker.Check(request.Path, bytes, files, request.Settings, out var problem, describesModels: true);
        if (problem is not null)
            return Complain(terminal, problem);
        if (!compiled.Diagnostics.IsEmpty)
            DiagnosticWriter.WriteText(terminal, compiled.Diagnostics);
        if (compiled.Program is not { } program)
            return ExitCode.Diagnostics;
        if (ModelChoice.Choose(compiled, request.Model, out problem) is not { } model)
            return Complain(terminal, problem!);
        var path = request.Output ?? model.Name + FileEnding;
        if (!OutputFile.CanWrite(terminal, path, request.Path))
            return ExitCode.Usage;
        if (FindWeights(request, files, out problem) is var weights && problem is not null)
            return Complain(terminal, problem);
        if (weights is var (_, read) && Path.GetFullPath(path) == Path.GetFullPath(read))
            return Complain(terminal, $"'{path}' is the file of weights, and nothing is written over it");

        using var interruption = new RunInterruption();
        using var key = new InterruptKey(interruption, () => Environment.Exit(ExitCode.Interrupted));
        if (BackendChoice.Open(terminal, ComputeDevices.Processor, 0) is not { } backend)
            return ExitCode.Usage;
        using var resources = backend as IDisposable;
        var outcome = ModelExport.Write(program, model, new RunOptions(backend, new ConsoleRunOutput(terminal), files, request.Path, request.Seed, interruption), weights, path);
        if (outcome.Failure is { } failure)
            return Complain(terminal, failure);
        if (outcome.Result.Fault is { } fault)
            DiagnosticWriter.WriteText(terminal, [fault]);
        if (outcome.Result.Reason != RunEnd.Completed)
            return outcome.Result.Reason == RunEnd.Faulted ? ExitCode.RunTimeFault : ExitCode.Interrupted;
        if (weights is null)
            Warn(terminal, outcome);
        terminal.Output.WriteLine($"{VisibleText.Of(path)}: {Describe(model)}");
        return ExitCode.Success;
    }

    private static void Warn(Terminal terminal, ExportOutcome outcome)
    {
        const string Cure = "--weights FILE takes those that save or a checkpoint stored";
        if (!outcome.IsLoaded)
            terminal.Error.WriteLine($"nn: the weights are those that a training begins with, since export trains nothing; {Cure}");
        else if (outcome.LeavesOutTraining)
            terminal.Error.WriteLine($"nn: the weights are those that the script loads, without the training that it does besides; {Cure}");
    }

    // At the command line a file is meant as it is typed, not as beside the script.
    private static (string Name, string FullPath)? FindWeights(ExportRequest request, FileSystemFileSource files, out string? problem)
    {
        problem = null;
        if (request.Weights is not { } name)
            return null;
        if (files.Find(Path.GetFullPath(name), request.Path).FullPath is { } found)
            return (name, found);
        problem = Directory.Exists(name) ? $"'{name}' is a folder; name one of its files{Stored(name)}" : $"there is no file '{name}'";
        return null;
    }

    private static string Stored(string folder)
    {
        try
        {
            var stored = Directory.EnumerateFiles(folder, "*.safetensors").Select(Path.GetFileName).Order(StringComparer.Ordinal).Take(MostNamed).ToImmutableArray();
            return stored.IsEmpty ? ", of which none ends in .safetensors" : $", such as {string.Join(", ", stored)}";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string Describe(DescribedModel model)
    {
        var count = model.Instance.Parameters.Aggregate(Dimension.Zero, static (sum, variable) => sum + variable.Type.Shape.ElementCount);
        var given = model.Inputs.Select(static input => $"{input.Name}: {input.Type}");
        var results = model.OutputNames.Zip(model.Outputs).Select(static output => $"{output.First}: {output.Second.Type}");
        return $"{string.Join(", ", given)} -> {string.Join(", ", results)}, {count} parameters";
    }

    private static int Complain(Terminal terminal, StorageFailure failure)
    {
        var code = Complain(terminal, $"{failure.Message} ({failure.Descriptor.Code})");
        foreach (var note in failure.Notes)
            terminal.Error.WriteLine($"    {VisibleText.Of(note)}");
        return code;
    }

    private static int Complain(Terminal terminal, string problem)
    {
        terminal.Error.WriteLine($"nn: {VisibleText.Of(problem)}");
        return ExitCode.Usage;
    }
}
