using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using static Dsl.Runtime.Optimization.RewriteRule;

namespace Dsl.Runtime.Optimization;

/// <summary>Rules of arithmetic, element by element.</summary>
internal static class ArithmeticRules
{
    private const double SmallestMoved = 1.0 / (1 << 20);
    private const double LargestMoved = 1 << 20;

    public static ImmutableArray<RewriteRule> All { get; } =
    [
        For(FunctionOperators.StopGradient, "stop_gradient(x) = x", static (_, node) => node.Inputs[0]),
        For(LabelOperators.Label, "label(x) = x", static (_, node) => node.Inputs[0]),
        For(ArithmeticOperators.Add, "x + 0 = x", static (_, node) => Neutral(node, 0, fromLeft: true)),
        For(ArithmeticOperators.Subtract, "x - 0 = x", static (_, node) => Neutral(node, 0, fromLeft: false)),
        For(ArithmeticOperators.Subtract, "0 - x = -x", static (builder, node) =>
            UniformValue.Of(node.Inputs[0]) == 0 && node.Element.IsFloat() ? Copy(builder, node, ArithmeticOperators.Negate, node.Inputs[1]) : null),
        For(ArithmeticOperators.Multiply, "x * 1 = x", static (_, node) => Neutral(node, 1, fromLeft: true)),
        For(ArithmeticOperators.Multiply, "c * x = x * c for a literal", static (builder, node) =>
            UniformValue.Of(node.Inputs[0]) is not null ? Copy(builder, node, ArithmeticOperators.Multiply, node.Inputs[1], node.Inputs[0]) : null),
        For(ArithmeticOperators.Multiply, "(x * c) * d = x * (c d) for literals", static (builder, node) =>
            node.Element.IsFloat() && UniformValue.Of(node.Inputs[1]) is { } outer && ScaleOf(node.Inputs[0]) is var (x, inner) && Holds(node.Element, inner, outer)
                ? Copy(builder, node, ArithmeticOperators.Multiply, x, UniformValue.Create(builder, inner * outer, node)) : null),
        For(ArithmeticOperators.Multiply, "(x * c) * broadcast(r) = x * broadcast(r * c) for a literal", static (builder, node) =>
            ScaleRows(builder, node, 0) ?? ScaleRows(builder, node, 1)),
        For(ArithmeticOperators.Multiply, "-x * c = x * -c for a literal", static (builder, node) =>
            node.Element.IsFloat() && node.Inputs[0].Operator == ArithmeticOperators.Negate && UniformValue.Of(node.Inputs[1]) is { } factor
                ? Copy(builder, node, ArithmeticOperators.Multiply, node.Inputs[0].Inputs[0], UniformValue.Create(builder, -factor, node)) : null),
        For(ArithmeticOperators.Negate, "-(x * c) = x * -c for a literal", static (builder, node) =>
            node.Element.IsFloat() && ScaleOf(node.Inputs[0]) is var (x, factor)
                ? Copy(builder, node, ArithmeticOperators.Multiply, x, UniformValue.Create(builder, -factor, node)) : null),
        For(ArithmeticOperators.Negate, "-(-x) = x", static (_, node) => node.Inputs[0].Operator == ArithmeticOperators.Negate ? node.Inputs[0].Inputs[0] : null),
        For(ArithmeticOperators.Add, "x + -y = x - y", static (builder, node) => PlusNegative(builder, node)),
        For(ArithmeticOperators.Subtract, "x - -y = x + y", static (builder, node) => node.Inputs[1].Operator == ArithmeticOperators.Negate
            ? Copy(builder, node, ArithmeticOperators.Add, node.Inputs[0], node.Inputs[1].Inputs[0]) : null),
        For(ArithmeticOperators.Divide, "x / 1 = x", static (_, node) => Neutral(node, 1, fromLeft: false)),
        For(ArithmeticOperators.Divide, "x / c = x * (1 / c) for a power of two", static (builder, node) => DivideByLiteral(builder, node)),
        For(ArithmeticOperators.Power, "x ^ 1 = x", static (_, node) => Neutral(node, 1, fromLeft: false)),
        For(ArithmeticOperators.Power, "x ^ 2 = x * x", static (builder, node) =>
            Exponent(node) == 2 ? Copy(builder, node, ArithmeticOperators.Multiply, node.Inputs[0], node.Inputs[0]) : null),
        For(ArithmeticOperators.Power, "x ^ 3 = x * x * x", static (builder, node) => Exponent(node) == 3
            ? Copy(builder, node, ArithmeticOperators.Multiply, Copy(builder, node, ArithmeticOperators.Multiply, node.Inputs[0], node.Inputs[0]), node.Inputs[0]) : null),
        For(ArithmeticOperators.Power, "x ^ 0.5 = sqrt(x)", static (builder, node) =>
            Exponent(node) == 0.5 ? Copy(builder, node, FunctionOperators.Sqrt, node.Inputs[0]) : null),
        For(ArithmeticOperators.Power, "x ^ -1 = 1 / x", static (builder, node) =>
            Exponent(node) == -1 ? Copy(builder, node, ArithmeticOperators.Divide, UniformValue.Create(builder, 1, node), node.Inputs[0]) : null),
        For(ConversionOperators.Cast, "cast to the same type", static (_, node) => node.Inputs[0].Element == node.Element ? node.Inputs[0] : null),
    ];

    /// <summary>A literal factor and what it multiplies; null for another operation.</summary>
    public static (Node X, double Factor)? ScaleOf(Node node) =>
        node.Operator == ArithmeticOperators.Multiply && UniformValue.Of(node.Inputs[1]) is { } factor ? (node.Inputs[0], factor) : null;

    /// <summary>
    /// A literal factor or divisor that may as well be applied before or after a sum, and what it is applied to; null for another operation. Very large and very small ones
    /// stay where they are, and all of 16-bit floats, whose range sums might leave.
    /// </summary>
    public static (Node X, double Factor, Operator By)? MovableScaleOf(Node node) =>
        (node.Operator == ArithmeticOperators.Multiply || node.Operator == ArithmeticOperators.Divide) && UniformValue.Of(node.Inputs[1]) is { } factor && IsMovable(factor, node.Element)
            ? (node.Inputs[0], factor, node.Operator)
            : null;

    private static bool IsMovable(double factor, ElementType element) => element.IsFloat() && element != ElementType.Float16 && Math.Abs(factor) is >= SmallestMoved and <= LargestMoved;

    // Whether the product of two literals is as exact as each of them.
    private static bool Holds(ElementType element, double left, double right)
    {
        var smallest = element switch { ElementType.Float64 => 2.2250738585072014e-308, ElementType.Float16 => 6.103515625e-5, _ => 1.1754943508222875e-38 };
        return left * right == 0 ? left == 0 || right == 0 : Math.Abs(left * right) >= smallest && double.IsFinite(ElementRounding.Round(left * right, element));
    }

    private static Node? Neutral(Node node, double neutral, bool fromLeft)
    {
        if (UniformValue.Of(node.Inputs[1]) == neutral)
            return node.Inputs[0];
        return fromLeft && UniformValue.Of(node.Inputs[0]) == neutral ? node.Inputs[1] : null;
    }

    private static double? Exponent(Node node) => UniformValue.Of(node.Inputs[1]);

    private static Node Copy(GraphBuilder builder, Node node, Operator @operator, params ReadOnlySpan<Node> inputs) =>
        builder.CreateTyped(@operator, [.. inputs], OperatorAttributes.None, node.Type, node.Location);

    private static Node? ScaleRows(GraphBuilder builder, Node node, int side)
    {
        var broadcast = node.Inputs[1 - side];
        if (ScaleOf(node.Inputs[side]) is not var (x, factor) || !IsMovable(factor, node.Element) || broadcast.Operator != MovementOperators.Broadcast)
            return null;
        var row = broadcast.Inputs[0];
        if (2 * NodeCosts.Count(row) > NodeCosts.Count(node))
            return null;
        var scaled = builder.CreateTyped(
            ArithmeticOperators.Multiply, [row, UniformValue.Create(builder, factor, row)], OperatorAttributes.None, row.Type, node.Location);
        return Copy(builder, node, ArithmeticOperators.Multiply, x,
            builder.CreateTyped(broadcast.Operator, [scaled], broadcast.Attributes, broadcast.Type, broadcast.Location));
    }

    private static Node? PlusNegative(GraphBuilder builder, Node node)
    {
        if (node.Inputs[1].Operator == ArithmeticOperators.Negate)
            return Copy(builder, node, ArithmeticOperators.Subtract, node.Inputs[0], node.Inputs[1].Inputs[0]);
        return node.Inputs[0].Operator == ArithmeticOperators.Negate
            ? Copy(builder, node, ArithmeticOperators.Subtract, node.Inputs[1], node.Inputs[0].Inputs[0])
            : null;
    }

    // The reciprocal of a power of two is exact, and so are the same products: others would differ from quotients, which floor and == tell.
    private static Node? DivideByLiteral(GraphBuilder builder, Node node)
    {
        if (!node.Element.IsFloat() || UniformValue.Of(node.Inputs[1]) is not { } divisor || !double.IsPow2(Math.Abs(divisor)) || !Holds(node.Element, 1 / divisor, 1))
            return null;
        return Copy(builder, node, ArithmeticOperators.Multiply, node.Inputs[0], UniformValue.Create(builder, 1 / divisor, node.Inputs[1]));
    }
}
