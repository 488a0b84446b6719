using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using static Dsl.Runtime.Optimization.RewriteRule;

namespace Dsl.Runtime.Optimization;

/// <summary>Rules for elements that whole numbers pick.</summary>
internal static class IndexingRules
{
    public static ImmutableArray<RewriteRule> All { get; } =
    [
        For(IndexingOperators.Gather, "gather(table, range(n)) = table[0:n]", static (builder, node) =>
            node.Inputs[1].Operator == IndexingOperators.Range && Fits(node, node.Inputs[0]) ? builder.Slice(node.Inputs[0], 0, 0, node.Shape[0].Size) : null),
        For(IndexingOperators.ScatterAdd, "scatter_add(range(n), x) = pad(x)", static (builder, node) =>
            node.Inputs[0].Operator == IndexingOperators.Range && Fits(node.Inputs[1], node)
                ? builder.Pad(node.Inputs[1], 0, 0, node.Shape[0].Size - node.Inputs[1].Shape[0].Size)
                : null),
    ];

    private static bool Fits(Node picked, Node table) => picked.Shape[0].Size.ConstantValue <= table.Shape[0].Size.ConstantValue;
}
