using Dsl.Language.Services.Summaries;
using Dsl.Runtime.Data;
using Dsl.Runtime.Execution;

namespace Dsl.Repl;

/// <summary><c>nn summary</c>: what a model of a script has and computes, without running the script.</summary>
internal static class SummaryCommand
{
    /// <param name="terminal">The program's streams.</param>
    /// <param name="request">What is asked for.</param>
    public static int Run(Terminal terminal, SummaryRequest request)
    {
        if (ScriptFile.Read(terminal, request.Path) is not { } bytes)
            return ExitCode.Usage;
        var files = FileSystemFileSource.FromEnvironment(request.DataFolder);
        var compiled = ScriptChecker.Check(request.Path, bytes, files, request.Settings, out var problem, describesModels: true);
        if (problem is not null)
            return Complain(terminal, problem);
        if (!compiled.Diagnostics.IsEmpty)
            DiagnosticWriter.WriteText(terminal, compiled.Diagnostics);
        if (compiled.Program is null)
            return ExitCode.Diagnostics;
        if (ModelChoice.Choose(compiled, request.Model, out problem) is not { } model)
            return Complain(terminal, problem!);
        if (ModelSummarizer.Summarize(model, request.Batch, request.Context, out problem) is not { } summary)
            return Complain(terminal, problem!);
        if (request.Context is not null && summary.Sizes.All(size => size.Name == model.Batch?.Name))
            terminal.Error.WriteLine($"nn: --context changes nothing: every size of `{model.Name}` but the rows of a batch is fixed by the script");
        new SummaryReport(terminal.Output, summary, request.Precision).Write(MachineDescription.Here(), MachineRate.Measure(Environment.ProcessorCount), request.Accelerator);
        return ExitCode.Success;
    }

    private static int Complain(Terminal terminal, string problem)
    {
        terminal.Error.WriteLine($"nn: {problem}");
        return ExitCode.Usage;
    }
}
