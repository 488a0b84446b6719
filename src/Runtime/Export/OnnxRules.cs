using System.Collections.Immutable;
using Dsl.Language.Graph;

namespace Dsl.Runtime.Export;

/// <summary>
/// Finds the rule of an operator. What a graph reads from outside, sizes and recurrences are written by <see cref="OnnxExporter"/> itself: they are no operations of ONNX, or have graphs inside.
/// </summary>
internal static class OnnxRules
{
    public static ImmutableArray<OnnxRule> All { get; } = [.. ElementRules.All, .. ReductionRules.All, .. MovementRules.All, .. IndexingRules.All, .. ProductRules.All];

    private static IReadOnlyDictionary<Operator, OnnxRule> ByOperator { get; } = All.ToDictionary(static rule => rule.Operator);

    /// <summary>The rule of that operator; null where it has none.</summary>
    public static OnnxRule? Find(Operator @operator) => ByOperator.GetValueOrDefault(@operator);
}
