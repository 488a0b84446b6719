using System.Globalization;
using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Training;

/// <summary>Tells why a training does not fit into memory, and which batch would.</summary>
internal static class MemoryAdvice
{
    /// <summary>The fault with what takes the memory, and the largest batch that fits: found by planning steps of other sizes, without compiling them.</summary>
    public static Diagnostic Describe(Diagnostic fault, StepComputations steps, TrainingPlan plan)
    {
        if (steps.Measure(plan.Batch) is not { Fits: false } need)
            return fault;
        var largest = LargestThatFits(steps, plan.Batch);
        var advice = largest > 0
            ? string.Create(CultureInfo.InvariantCulture, $"the largest batch that fits is {largest}")
            : "not even a batch of one row fits: the network itself has to be smaller";
        return fault with
        {
            Message = string.Create(
                CultureInfo.InvariantCulture,
                $"a step with {plan.Batch} rows needs {RuntimeFaults.Megabytes(need.Bytes)} MB for intermediate values, and {RuntimeFaults.Megabytes(need.Available)} MB are available{(need.Device is null ? string.Empty : $" on {need.Device}")}; {advice}"),
            Notes = [.. need.Largest.Select(Describe), "recompute(layer) keeps less of a layer for its gradient, and precision: bf16 halves what is kept", .. fault.Notes],
        };
    }

    // More rows never take less.
    private static int LargestThatFits(StepComputations steps, int tooMany)
    {
        var (fits, limit) = (0, tooMany);
        while (limit - fits > 1)
        {
            var middle = fits + ((limit - fits) / 2);
            if (steps.Measure(middle) is { Fits: true })
                fits = middle;
            else
                limit = middle;
        }

        return fits;
    }

    private static string Describe((Node? Operation, long Bytes) value)
    {
        var place = value.Operation?.Location is { } location ? location.Source.IsLibrary ? location.CalledFrom ?? location : location : null;
        var text = place is null ? "a value" : $"`{FaultPlace.FirstLine(place.Text)}` (line {place.LineNumber})";
        return $"{text} of shape {value.Operation?.Shape.ToString() ?? "unknown"} takes {RuntimeFaults.Megabytes(value.Bytes)} MB";
    }
}
