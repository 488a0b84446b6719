using System.Collections.Immutable;
using Dsl.Language.Binding.Descriptions;
using Dsl.Language.Services.Summaries;
using Dsl.Language.Text;
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
        if (Choose(compiled.Models, request.Model, out problem) is not { } model)
            return Complain(terminal, problem!);
        if (ModelSummarizer.Summarize(model, request.Batch, request.Context, out problem) is not { } summary)
            return Complain(terminal, problem!);
        new SummaryReport(terminal.Output, summary, request.Precision).Write(MachineDescription.Here(), MachineRate.Measure(Environment.ProcessorCount), request.Accelerator);
        return ExitCode.Success;
    }

    private static DescribedModel? Choose(ImmutableArray<DescribedModel> models, string? name, out string? problem)
    {
        var names = string.Join(", ", models.Select(static model => model.Name));
        problem = models.IsEmpty ? "the script binds no model to a name at its top level, as net = Net() does"
            : name is null && models.Length > 1 ? $"the script has several models; name one of {names}"
            : null;
        if (problem is not null)
            return null;
        var found = name is null ? models[0] : models.FirstOrDefault(model => model.Name == name);
        if (found is null)
        {
            var near = NearMiss.Find(name!, models.Select(static model => model.Name));
            problem = $"the script binds no model to `{name}`; {(near is null ? $"there is {names}" : $"did you mean {near}?")}";
        }
        else if (found.Outputs.IsEmpty)
        {
            problem = $"the shapes of `{found.Name}` follow from its inputs, and the script has not applied it to any";
            found = null;
        }

        return found;
    }

    private static int Complain(Terminal terminal, string problem)
    {
        terminal.Error.WriteLine($"nn: {problem}");
        return ExitCode.Usage;
    }
}
