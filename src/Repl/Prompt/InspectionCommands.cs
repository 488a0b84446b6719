using Dsl.Language.Services.Summaries;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Reports;
using Dsl.Runtime.Scripts;

namespace Dsl.Repl.Prompt;

/// <summary>Commands that look into what an expression or a model becomes.</summary>
internal static class InspectionCommands
{
    private const int Repetitions = 20;

    /// <summary>Lists the kernels that an entry becomes.</summary>
    public static void ShowKernels(PromptSession session, string entry)
    {
        if (entry.Length == 0)
        {
            session.Complain(":kernels needs an expression, or another entry such as a training");
            return;
        }

        var examined = session.Run.Examine(session.Source(entry));
        session.Report(examined.Diagnostics);
        if (examined.HasErrors)
            return;
        var profile = new KernelProfile();
        using var backend = new CpuBackend(new CpuOptions(session.Device.Threads)) { Observer = profile };
        RunResult? result = null;
        session.Device.Lend(backend, () => result = session.Run.Rehearse(examined, Repetitions));
        if (!session.Tell(result!))
            return;
        foreach (var line in KernelReport.Lines(profile, session.Output.Display))
            session.Output.WriteLine(line);
    }

    /// <summary>Shows what a model has and computes.</summary>
    public static void Summarize(PromptSession session, string expression)
    {
        if (ValueCommands.Examine(session, ":summary", expression, describesModel: true) is not { } examined)
            return;
        if (examined.Model is not { } model)
        {
            session.Complain($"this is {examined.Description}; a summary is of a model whose inputs are known: from its signature, or because it was applied");
            return;
        }

        if (ModelSummarizer.Summarize(model, 1, null, out var problem) is not { } summary)
        {
            session.Complain(problem!);
            return;
        }

        new SummaryReport(session.Terminal.Output, summary, ElementType.Float32).Write(MachineDescription.Here(), MachineRate.Measure(Environment.ProcessorCount), Accelerators.All[0]);
    }
}
