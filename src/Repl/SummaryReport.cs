using Dsl.Language.Services.Summaries;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Reports;

namespace Dsl.Repl;

/// <summary>Writes a summary for people: layers, weights, totals, memory and time of training.</summary>
/// <param name="output">Where to.</param>
/// <param name="summary">What to write.</param>
/// <param name="precision">In which type training stores values.</param>
internal sealed class SummaryReport(TextWriter output, ModelSummary summary, ElementType precision)
{
    /// <summary>Writes all of it.</summary>
    /// <param name="machine">This machine.</param>
    /// <param name="rate">The floating-point operations that it does in a second at most.</param>
    /// <param name="accelerator">What else to estimate a step's time on.</param>
    public void Write(MachineDescription machine, double rate, Accelerator accelerator)
    {
        foreach (var line in ModelTable.Lines(summary, precision))
            output.WriteLine(line);
        output.WriteLine();
        WriteTraining(machine, rate, accelerator);
    }

    private void WriteTraining(MachineDescription machine, double rate, Accelerator accelerator)
    {
        var memory = TrainingMemory.Of(summary, precision);
        var stored = precision.ByteSize();
        var copies = stored < 4 ? " + 2 of a copy" : "";
        output.WriteLine($"A step of training in {precision.Name()} with adam takes {Amounts.Memory(memory.Total)}:");
        var rows = new List<string[]>
        {
            new[] { "  weights", Amounts.Memory(memory.Weights), $"4{copies} bytes each" },
            new[] { "  gradients", Amounts.Memory(memory.Gradients), $"{stored} bytes a trained number" },
            new[] { "  states of adam", Amounts.Memory(memory.OptimizerStates), "2 x 4 bytes a trained number" },
            new[] { "  activations", Amounts.Memory(memory.Activations), $"{stored} bytes each{(stored < 4 ? ", 4 where 32 bits are kept" : "")}: results of products and sums, and what layers give" },
        };
        WriteTable(rows);
        output.WriteLine($"It computes {Amounts.Of(summary.StepOperations, "FLOP")}, three times a step forwards, and so takes at least");
        WriteTable(
            [
                ["  on this machine", Amounts.Time(summary.StepOperations / rate), $"at {Amounts.Of(rate, "FLOP/s")} measured, {Fit(memory.Total, machine.MemoryBytes)}"],
                [$"  on a GPU {accelerator.Name}", Amounts.Time(summary.StepOperations / accelerator.RateFor(precision)),
                    $"at {Amounts.Of(accelerator.RateFor(precision), "FLOP/s")} of its data sheet, {Fit(memory.Total, accelerator.MemoryBytes)}"],
            ]);
    }

    private static string Fit(double needed, double available) => $"{(needed <= available ? "fits" : "does not fit")} in its {Amounts.Memory(available)}";

    private void WriteTable(List<string[]> rows)
    {
        foreach (var line in TextTable.Lines(rows, 1))
            output.WriteLine(line);
    }
}
