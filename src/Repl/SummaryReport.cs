using System.Globalization;
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
        var sizes = string.Join(", ", summary.Sizes.Select(static size => string.Create(CultureInfo.InvariantCulture, $"{size.Name} {size.Size}")));
        output.WriteLine(sizes.Length == 0 ? $"{summary.Name}:" : $"{summary.Name}, for {sizes}:");
        output.WriteLine();
        WriteLayers();
        output.WriteLine();
        WriteWeights();
        output.WriteLine();
        WriteTraining(machine, rate, accelerator);
    }

    private void WriteLayers()
    {
        var rows = new List<string[]> { new[] { "layer", "times", "output", "parameters", "operations", "activations" } };
        foreach (var layer in summary.Layers)
        {
            rows.Add([
                layer.Path.Length == 0 ? "(itself)" : layer.Path, Whole(layer.Count), layer.Output, Whole(layer.Parameters), Amounts.Of(layer.Operations, "FLOP"),
                Amounts.Memory(layer.ActivationElements * precision.ByteSize())]);
        }

        rows.Add(["total", "", "", Whole(summary.Parameters), Amounts.Of(summary.Operations, "FLOP"), Amounts.Memory(summary.ActivationElements * precision.ByteSize())]);
        WriteTable(rows, leftColumns: [0, 2]);
    }

    private void WriteWeights()
    {
        var rows = new List<string[]> { new[] { "weights", "times", "shape", "numbers", "" } };
        foreach (var weight in summary.Weights)
            rows.Add([weight.Path, Whole(weight.Count), weight.Shape, Whole(weight.Elements), weight.IsTrained ? "" : "kept, not trained"]);
        rows.Add(["sum of the trained", "", "", Whole(summary.Parameters), ""]);
        WriteTable(rows, leftColumns: [0, 2, 4]);
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
            new[] { "  activations", Amounts.Memory(memory.Activations), $"{stored} bytes each: results of products and sums, and what layers give" },
        };
        WriteTable(rows, leftColumns: [0, 2]);
        output.WriteLine($"It computes {Amounts.Of(summary.StepOperations, "FLOP")}, three times a step forwards, and so takes at least");
        WriteTable(
            [
                ["  on this machine", Amounts.Time(summary.StepOperations / rate), $"at {Amounts.Of(rate, "FLOP/s")} measured, {Fit(memory.Total, machine.MemoryBytes)}"],
                [$"  on a GPU {accelerator.Name}", Amounts.Time(summary.StepOperations / accelerator.RateFor(precision)),
                    $"at {Amounts.Of(accelerator.RateFor(precision), "FLOP/s")} of its data sheet, {Fit(memory.Total, accelerator.MemoryBytes)}"],
            ],
            leftColumns: [0, 2]);
    }

    private static string Fit(double needed, double available) => $"{(needed <= available ? "fits" : "does not fit")} in its {Amounts.Memory(available)}";

    private void WriteTable(List<string[]> rows, int[] leftColumns)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
            output.WriteLine(string.Join("  ", row.Select((cell, column) => leftColumns.Contains(column) ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).TrimEnd());
    }

    private static string Whole(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
