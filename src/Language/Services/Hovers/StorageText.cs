using Dsl.Language.Binding;
using Dsl.Language.Binding.Values;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Services.Analysis;
using Dsl.Language.Types;

namespace Dsl.Language.Services.Hovers;

/// <summary>Tells how a training with values of 16 bits keeps and computes a value.</summary>
internal static class StorageText
{
    /// <summary>A sentence; null where no training keeps values of the place in 16 bits.</summary>
    public static string? Of(ScriptAnalysis analysis, Value? value)
    {
        if (value is not TensorValue { Node: var node } || TrainedType.PlaceOf(node) is not { } seen)
            return null;
        var place = analysis.Latest(seen);
        if (place.Source != analysis.Source || analysis.TrainedAt(place.Span) is not { } trained)
            return null;
        var (line, storage) = (analysis.Latest(trained.Training).LineNumber, trained.Storage.Name());
        return $"In the training of line {line} {Describe(node, trained.Element == trained.Storage, storage)}.";
    }

    private static string Describe(Node node, bool isNarrow, string storage) =>
        node.Operator == SourceOperators.Variable ? $"it is kept as `f32`, and products take a copy as `{storage}`"
        : !isNarrow ? $"it is computed and kept as `f32`, beside values of `{storage}`"
        : node.Operator.Precision == PrecisionRole.Product ? $"products of `{storage}` numbers are added up as `f32`, and the sum is kept as `{storage}`"
        : $"it is computed as `f32` and kept as `{storage}`";
}
