using System.Collections.Frozen;
using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;

namespace Dsl.Language.Incremental;

/// <summary>What an element-wise operation computes in the place of positions that are yet to come.</summary>
internal static class UnwrittenRules
{
    // The exponential of anything up to here is a number of every element type.
    private const double LargestExponent = 10;

    // Operations that give a number for any numbers of ordinary size.
    private static readonly FrozenSet<Operator> GiveNumbers = new[]
    {
        ArithmeticOperators.Add, ArithmeticOperators.Subtract, ArithmeticOperators.Multiply, ArithmeticOperators.Negate,
        ArithmeticOperators.Maximum, ArithmeticOperators.Minimum,
        ComparisonOperators.Less, ComparisonOperators.LessEqual, ComparisonOperators.Greater, ComparisonOperators.GreaterEqual,
        ComparisonOperators.Equal, ComparisonOperators.NotEqual, ComparisonOperators.LogicalAnd, ComparisonOperators.LogicalOr,
        ComparisonOperators.LogicalNot, ComparisonOperators.Where, ConversionOperators.Cast, FunctionOperators.Sigmoid, FunctionOperators.Tanh,
        FunctionOperators.Sin, FunctionOperators.Cos, FunctionOperators.Erf, FunctionOperators.Abs, FunctionOperators.Sign,
        FunctionOperators.Floor, FunctionOperators.Ceil, FunctionOperators.Round, FunctionOperators.StopGradient,
    }.ToFrozenSet();

    /// <summary>What the result holds there, from what the operands hold.</summary>
    public static UnwrittenValues Of(Node node, ImmutableArray<ViewValue> inputs)
    {
        var worst = inputs.Select(static i => i.Unwritten).Max();
        return worst == UnwrittenValues.Numbers && !GiveNumbers.Contains(node.Operator) && !IsHarmless(node, inputs) ? UnwrittenValues.Anything : worst;
    }

    // A divisor that is the same for positions that have come divides them as well.
    private static bool IsHarmless(Node node, ImmutableArray<ViewValue> inputs)
    {
        if (node.Operator == FunctionOperators.Exp)
            return !inputs[0].Bounds.IsRelative && inputs[0].Bounds.High <= LargestExponent;
        return node.Operator == ArithmeticOperators.Divide && inputs[1].Unwritten == UnwrittenValues.AsWritten;
    }
}
