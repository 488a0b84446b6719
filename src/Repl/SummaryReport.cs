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
    private const double LongestInSeconds = 120;
    private const double LongestInMinutes = 7200;
    private const double LongestInHours = 172_800;

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
                layer.Path.Length == 0 ? "(itself)" : layer.Path, Whole(layer.Count), layer.Output, Whole(layer.Parameters), Amount(layer.Operations, "FLOP"),
                Memory(layer.ActivationElements * precision.ByteSize())]);
        }

        rows.Add(["total", "", "", Whole(summary.Parameters), Amount(summary.Operations, "FLOP"), Memory(summary.ActivationElements * precision.ByteSize())]);
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
        output.WriteLine($"A step of training in {precision.Name()} with adam takes {Memory(memory.Total)}:");
        var rows = new List<string[]>
        {
            new[] { "  weights", Memory(memory.Weights), $"4{copies} bytes each" },
            new[] { "  gradients", Memory(memory.Gradients), $"{stored} bytes a trained number" },
            new[] { "  states of adam", Memory(memory.OptimizerStates), "2 x 4 bytes a trained number" },
            new[] { "  activations", Memory(memory.Activations), $"{stored} bytes each: results of products and sums, and what layers give" },
        };
        WriteTable(rows, leftColumns: [0, 2]);
        output.WriteLine($"It computes {Amount(summary.StepOperations, "FLOP")}, three times a step forwards, and so takes at least");
        WriteTable(
            [
                ["  on this machine", Time(summary.StepOperations / rate), $"at {Amount(rate, "FLOP/s")} measured, {Fit(memory.Total, machine.MemoryBytes)}"],
                [$"  on a GPU {accelerator.Name}", Time(summary.StepOperations / accelerator.RateFor(precision)),
                    $"at {Amount(accelerator.RateFor(precision), "FLOP/s")} of its data sheet, {Fit(memory.Total, accelerator.MemoryBytes)}"],
            ],
            leftColumns: [0, 2]);
    }

    private static string Fit(double needed, double available) => $"{(needed <= available ? "fits" : "does not fit")} in its {Memory(available)}";

    private void WriteTable(List<string[]> rows, int[] leftColumns)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
            output.WriteLine(string.Join("  ", row.Select((cell, column) => leftColumns.Contains(column) ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).TrimEnd());
    }

    private static string Whole(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Amount(double number, string unit)
    {
        string[] prefixes = ["", "k", "M", "G", "T", "P", "E"];
        var index = 0;
        for (; number >= 1000 && index < prefixes.Length - 1; index++)
            number /= 1000;
        return $"{NumberFormatter.Format(number, 3)} {prefixes[index]}{unit}";
    }

    private static string Memory(double bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        var index = 0;
        for (; bytes >= 1024 && index < units.Length - 1; index++)
            bytes /= 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{(bytes >= 100 || index == 0 ? Math.Round(bytes) : Math.Round(bytes, 1))} {units[index]}");
    }

    private static string Time(double seconds) => seconds switch
    {
        < 1e-3 => $"{NumberFormatter.Format(seconds * 1e6, 3)} us",
        < 1 => $"{NumberFormatter.Format(seconds * 1e3, 3)} ms",
        < LongestInSeconds => $"{NumberFormatter.Format(seconds, 3)} s",
        < LongestInMinutes => $"{NumberFormatter.Format(seconds / 60, 3)} min",
        < LongestInHours => $"{NumberFormatter.Format(seconds / 3600, 3)} h",
        _ => $"{NumberFormatter.Format(seconds / 86_400, 3)} days",
    };
}
