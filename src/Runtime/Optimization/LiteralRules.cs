using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using static Dsl.Runtime.Optimization.RewriteRule;

namespace Dsl.Runtime.Optimization;

/// <summary>Rules by which what only literals decide is decided while compiling.</summary>
internal static class LiteralRules
{
    private static readonly ImmutableArray<Operator> Moving =
    [
        MovementOperators.Reshape, MovementOperators.Broadcast, MovementOperators.Unsqueeze, MovementOperators.Squeeze, MovementOperators.Transpose,
        MovementOperators.Slice, MovementOperators.Reverse, ConversionOperators.Cast, WindowOperators.Window,
    ];

    public static ImmutableArray<RewriteRule> All { get; } =
    [
        new("movement of a literal", Moving, static (builder, node) =>
            UniformValue.Of(node.Inputs[0]) is { } value ? UniformValue.Create(builder, UniformValue.Held(value, node.Inputs[0].Element), node) : null),
        new("arithmetic of literals", ConstantArithmetic.Operators, static (builder, node) =>
            ConstantArithmetic.Evaluate(node) is { } value ? UniformValue.Create(builder, value, node) : null),
        For(ComparisonOperators.Where, "where(true, a, b) = a", static (_, node) =>
            UniformValue.Of(node.Inputs[0]) is { } condition ? node.Inputs[condition != 0 ? 1 : 2] : null),
        For(ComparisonOperators.Where, "where(c, a, a) = a", static (_, node) => ReferenceEquals(node.Inputs[1], node.Inputs[2]) ? node.Inputs[1] : null),
        For(ComparisonOperators.Where, "where(not c, a, b) = where(c, b, a)", static (builder, node) => node.Inputs[0].Operator == ComparisonOperators.LogicalNot
            ? builder.CreateTyped(node.Operator, [node.Inputs[0].Inputs[0], node.Inputs[2], node.Inputs[1]], node.Attributes, node.Type, node.Location)
            : null),
        For(ReductionOperators.Sum, "sum of a literal", static (builder, node) =>
            UniformValue.Of(node.Inputs[0]) is { } value && node.Element.IsFloat() && NodeCosts.Count(node.Inputs[0]) > 0 ? UniformValue.Create(builder, value * ReducedCount(node), node) : null),
        new("extreme of a literal", [ReductionOperators.Max, ReductionOperators.Min], static (builder, node) =>
            UniformValue.Of(node.Inputs[0]) is { } value && NodeCosts.Count(node.Inputs[0]) > 0 ? UniformValue.Create(builder, value, node) : null),
    ];

    private static double ReducedCount(Node node)
    {
        var count = 1.0;
        foreach (var axis in node.AttributesAs<ReductionAttributes>().Axes)
            count *= node.Inputs[0].Shape[axis].Size.ConstantValue ?? double.NaN;
        return count;
    }
}
