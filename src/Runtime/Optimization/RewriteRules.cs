using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Runtime.Optimization;

/// <summary>The rewrite rules, one row each. None changes a result by more than the rounding of one operation.</summary>
public static class RewriteRules
{
    /// <summary>All rules, in the order in which they are tried.</summary>
    public static ImmutableArray<RewriteRule> All { get; } =
    [
        new("stop_gradient(x) = x", static (_, node) => node.Operator == FunctionOperators.StopGradient ? node.Inputs[0] : null),
        new("label(x) = x", static (_, node) => node.Operator == LabelOperators.Label ? node.Inputs[0] : null),
        new("x + 0 = x", static (_, node) => Neutral(node, ArithmeticOperators.Add, 0, fromLeft: true)),
        new("x - 0 = x", static (_, node) => Neutral(node, ArithmeticOperators.Subtract, 0, fromLeft: false)),
        new("x * 1 = x", static (_, node) => Neutral(node, ArithmeticOperators.Multiply, 1, fromLeft: true)),
        new("x / 1 = x", static (_, node) => Neutral(node, ArithmeticOperators.Divide, 1, fromLeft: false)),
        new("x ^ 1 = x", static (_, node) => Neutral(node, ArithmeticOperators.Power, 1, fromLeft: false)),
        new("-(-x) = x", static (_, node) => IsTwice(node, ArithmeticOperators.Negate) ? node.Inputs[0].Inputs[0] : null),
        new("x ^ 2 = x * x", static (builder, node) => PowerOf(node, 2) is { } x ? Copy(builder, node, ArithmeticOperators.Multiply, x, x) : null),
        new("where(literal, a, b) = a or b", static (_, node) =>
            node.Operator == ComparisonOperators.Where && UniformValue.Of(node.Inputs[0]) is { } condition
            && node.Inputs[condition != 0 ? 1 : 2] is var chosen && chosen.Type.Equals(node.Type) ? chosen : null),
        new("x ^ 0.5 = sqrt(x)", static (builder, node) => PowerOf(node, 0.5) is { } x ? Copy(builder, node, FunctionOperators.Sqrt, x) : null),
        new("x / c = x * (1 / c) for a power of two", static (builder, node) => DivideByPowerOfTwo(builder, node)),
        new("cast to the same type", static (_, node) => node.Operator == ConversionOperators.Cast && node.Inputs[0].Element == node.Element ? node.Inputs[0] : null),
        new("movement to the same shape", static (_, node) => IsShapeChange(node) && node.Inputs[0].Type.Equals(node.Type) ? node.Inputs[0] : null),
        new("reshape(reshape(x)) = reshape(x)", static (builder, node) =>
            IsTwice(node, MovementOperators.Reshape) ? builder.CreateTyped(node.Operator, node.Inputs[0].Inputs, node.Attributes, node.Type, node.Location) : null),
        new("broadcast(broadcast(x)) = broadcast(x)", static (builder, node) =>
            IsTwice(node, MovementOperators.Broadcast) ? builder.CreateTyped(node.Operator, node.Inputs[0].Inputs, node.Attributes, node.Type, node.Location) : null),
        new("transpose(transpose(x)) = transpose(x)", static (builder, node) => ComposeTransposes(builder, node)),
        new("transpose by nothing", static (_, node) => IsIdentityTranspose(node) ? node.Inputs[0] : null),
        new("overlap_add of windows side by side = reshape", static (builder, node) => JoinWindows(builder, node)),
        new("movement of a literal", static (builder, node) => IsMovement(node) && UniformValue.Of(node.Inputs[0]) is { } value ? UniformValue.Create(builder, value, node) : null),
        new("arithmetic of literals", static (builder, node) => ConstantArithmetic.Evaluate(node) is { } value ? UniformValue.Create(builder, value, node) : null),
    ];

    private static Node? Neutral(Node node, Operator @operator, double neutral, bool fromLeft)
    {
        if (node.Operator != @operator)
            return null;
        if (UniformValue.Of(node.Inputs[1]) == neutral)
            return node.Inputs[0];
        return fromLeft && UniformValue.Of(node.Inputs[0]) == neutral ? node.Inputs[1] : null;
    }

    private static bool IsTwice(Node node, Operator @operator) => node.Operator == @operator && node.Inputs[0].Operator == @operator;

    private static Node? PowerOf(Node node, double exponent) =>
        node.Operator == ArithmeticOperators.Power && UniformValue.Of(node.Inputs[1]) == exponent ? node.Inputs[0] : null;

    private static Node Copy(GraphBuilder builder, Node node, Operator @operator, params ReadOnlySpan<Node> inputs) =>
        builder.CreateTyped(@operator, [.. inputs], OperatorAttributes.None, node.Type, node.Location);

    private static Node? DivideByPowerOfTwo(GraphBuilder builder, Node node)
    {
        if (node.Operator != ArithmeticOperators.Divide || node.Element is not (ElementType.Float32 or ElementType.Float64))
            return null;
        if (UniformValue.Of(node.Inputs[1]) is not { } divisor || !double.IsPow2(Math.Abs(divisor)) || Math.Abs(divisor) is < 1e-30 or > 1e30)
            return null;
        return Copy(builder, node, ArithmeticOperators.Multiply, node.Inputs[0], UniformValue.Create(builder, 1 / divisor, node.Inputs[1]));
    }

    private static bool IsShapeChange(Node node) => node.Operator == MovementOperators.Reshape || node.Operator == MovementOperators.Broadcast;

    private static bool IsMovement(Node node) =>
        IsShapeChange(node) || node.Operator == MovementOperators.Unsqueeze || node.Operator == MovementOperators.Squeeze
        || node.Operator == MovementOperators.Transpose || node.Operator == MovementOperators.Slice || node.Operator == MovementOperators.Reverse
        || node.Operator == ConversionOperators.Cast;

    private static bool IsIdentityTranspose(Node node)
    {
        if (node.Operator != MovementOperators.Transpose)
            return false;
        var axes = node.AttributesAs<PermutationAttributes>().Axes;
        for (var i = 0; i < axes.Length; i++)
        {
            if (axes[i] != i)
                return false;
        }

        return true;
    }

    private static Node? JoinWindows(GraphBuilder builder, Node node)
    {
        if (node.Operator != WindowOperators.OverlapAdd)
            return null;
        var overlap = node.AttributesAs<OverlapAddAttributes>();
        var (count, size) = (node.Inputs[0].Shape[overlap.Axis].Size.ConstantValue, node.Inputs[0].Shape[overlap.Axis + 1].Size.ConstantValue);
        return overlap.Dilation.ConstantValue == 1 && size is not null && overlap.Stride.ConstantValue == size && overlap.Length.ConstantValue == count * size
            ? builder.CreateTyped(MovementOperators.Reshape, node.Inputs, new ShapeAttributes(node.Shape), node.Type, node.Location)
            : null;
    }

    private static Node? ComposeTransposes(GraphBuilder builder, Node node)
    {
        if (!IsTwice(node, MovementOperators.Transpose))
            return null;
        var inner = node.Inputs[0].AttributesAs<PermutationAttributes>().Axes;
        var outer = node.AttributesAs<PermutationAttributes>().Axes;
        var composed = new PermutationAttributes([.. outer.Select(axis => inner[axis])]);
        return builder.CreateTyped(node.Operator, node.Inputs[0].Inputs, composed, node.Type, node.Location);
    }
}
