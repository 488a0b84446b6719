using System.Collections.Immutable;
using System.Globalization;
using Dsl.Language.Services.Summaries;
using Dsl.Language.Types;

namespace Dsl.Runtime.Reports;

/// <summary>What a model has and computes, as lines of tables: one form for scripts, the prompt and the command line.</summary>
public static class ModelTable
{
    /// <summary>The name with the sizes that were chosen, the layers, and the weights.</summary>
    /// <param name="summary">What to show.</param>
    /// <param name="precision">In which type activations are stored.</param>
    public static IEnumerable<string> Lines(ModelSummary summary, ElementType precision)
    {
        var sizes = string.Join(", ", summary.Sizes.Select(static size => string.Create(CultureInfo.InvariantCulture, $"{size.Name} {size.Size}")));
        return [sizes.Length == 0 ? $"{summary.Name}:" : $"{summary.Name}, for {sizes}:", string.Empty, .. Layers(summary, precision), string.Empty, .. Weights(summary.Weights)];
    }

    /// <summary>The weights and their sum.</summary>
    public static IEnumerable<string> Weights(ImmutableArray<SummarizedWeight> weights)
    {
        var rows = new List<string[]> { new[] { "weights", "times", "shape", "numbers", "" } };
        foreach (var weight in weights)
            rows.Add([weight.Path, Whole(weight.Count), weight.Shape, Whole(weight.Elements), weight.IsTrained ? "" : "kept, not trained"]);
        rows.Add(["sum of the trained", "", "", Whole(weights.Where(static weight => weight.IsTrained).Sum(static weight => weight.Elements)), ""]);
        return TextTable.Lines(rows, 1, 3);
    }

    private static IEnumerable<string> Layers(ModelSummary summary, ElementType precision)
    {
        var rows = new List<string[]> { new[] { "layer", "times", "output", "parameters", "operations", "activations" } };
        foreach (var layer in summary.Layers)
        {
            rows.Add([
                layer.Path.Length == 0 ? "(itself)" : layer.Path, Whole(layer.Count), layer.Output, Whole(layer.Parameters), Amounts.Of(layer.Operations, "FLOP"),
                Amounts.Memory(layer.ActivationBytes(precision))]);
        }

        rows.Add(["total", "", "", Whole(summary.Parameters), Amounts.Of(summary.Operations, "FLOP"), Amounts.Memory(summary.ActivationBytes(precision))]);
        return TextTable.Lines(rows, 1, 3, 4, 5);
    }

    private static string Whole(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
