using System.Collections.Immutable;
using System.Globalization;
using Dsl.Language.Binding.Values;
using Dsl.Language.Graph;
using Dsl.Language.Services.Analysis;
using Dsl.Language.Types;

namespace Dsl.Language.Services.Hovers;

/// <summary>Says in a few lines how large a model is and what applying it costs.</summary>
public static class ModelFigures
{
    private const int MostLayers = 8;

    /// <summary>Weights, operations and memory of a model with its settings; what is not known yet is left out.</summary>
    public static ImmutableArray<string> Lines(ScriptAnalysis analysis, ModelInstance instance)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        if (Parameters(instance) is { } parameters)
            lines.Add($"{Count(parameters)} parameters");
        else if (!instance.IsGroup)
            lines.Add("its weights get their shapes where it is first applied");
        if (analysis.SummaryOf(instance) is { } summary)
        {
            var sizes = string.Join(", ", summary.Sizes.Select(static s => $"{s.Name} = {s.Size}"));
            lines.Add($"{Count(summary.Operations)} operations forwards, {Count(summary.ActivationElements)} numbers kept for the gradient{(sizes.Length > 0 ? $" ({sizes})" : "")}");
        }

        if (instance.Root.TrainedStorage is { } storage)
            lines.Add($"a training keeps its values as `{storage.Name()}`");
        return lines.ToImmutable();
    }

    /// <summary>How many trained numbers a model has; null while that is not known.</summary>
    public static long? Parameters(ModelInstance instance)
    {
        if (!instance.IsApplied && !instance.NamedVariables.Any())
            return null;
        var sum = 0L;
        foreach (var variable in instance.Parameters)
        {
            if (variable.Type.Shape.ElementCount.ConstantValue is not { } count)
                return null;
            sum += count;
        }

        return sum;
    }

    /// <summary>Its layers and own weights with their shapes, one a line; what is beyond the first few is counted.</summary>
    public static ImmutableArray<string> Weights(ModelInstance instance)
    {
        var variables = instance.NamedVariables.Where(static v => v.Variable.Kind is VariableKind.Parameter or VariableKind.State).ToList();
        var lines = variables.Take(MostLayers).Select(static v => $"`{v.Path}` {v.Variable.Type}").ToList();
        if (variables.Count > MostLayers)
            lines.Add($"and {variables.Count - MostLayers} more");
        return [.. lines];
    }

    internal static string Count(double number) => number < 1e15 ? number.ToString("N0", CultureInfo.InvariantCulture) : number.ToString("0.##e+0", CultureInfo.InvariantCulture);
}
