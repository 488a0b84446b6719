using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Runtime.Optimization;

/// <summary>Arithmetic on literals while compiling.</summary>
internal static class ConstantArithmetic
{
    private static readonly ImmutableArray<(Operator Operator, Func<double, double> Value)> Unary =
    [
        (ArithmeticOperators.Negate, static x => -x),
        (FunctionOperators.Sqrt, Math.Sqrt),
        (FunctionOperators.Abs, Math.Abs),
    ];

    private static readonly ImmutableArray<(Operator Operator, Func<double, double, double> Value)> Binary =
    [
        (ArithmeticOperators.Add, static (a, b) => a + b),
        (ArithmeticOperators.Subtract, static (a, b) => a - b),
        (ArithmeticOperators.Multiply, static (a, b) => a * b),
        (ArithmeticOperators.Divide, static (a, b) => a / b),
        (ArithmeticOperators.Maximum, Math.Max),
        (ArithmeticOperators.Minimum, Math.Min),
    ];

    private static readonly ImmutableArray<(Operator Operator, Func<double, double, bool> Holds)> Comparisons =
    [
        (ComparisonOperators.Equal, static (a, b) => a == b),
        (ComparisonOperators.NotEqual, static (a, b) => a != b),
        (ComparisonOperators.Less, static (a, b) => a < b),
        (ComparisonOperators.LessEqual, static (a, b) => a <= b),
        (ComparisonOperators.Greater, static (a, b) => a > b),
        (ComparisonOperators.GreaterEqual, static (a, b) => a >= b),
    ];

    /// <summary>The operators that can be evaluated.</summary>
    public static ImmutableArray<Operator> Operators { get; } =
        [.. Unary.Select(static row => row.Operator), .. Binary.Select(static row => row.Operator), .. Comparisons.Select(static row => row.Operator)];

    /// <summary>The value of every element of the result; null where an input is not a literal, or the numbers are ints, whose overflow is the machine's.</summary>
    public static double? Evaluate(Node node)
    {
        if (UniformValue.Of(node.Inputs[0]) is not { } left)
            return null;
        if (node.Inputs.Length == 1)
        {
            foreach (var (@operator, value) in Unary)
            {
                if (node.Operator == @operator && node.Element.IsFloat())
                    return value(left);
            }

            return null;
        }

        if (UniformValue.Of(node.Inputs[1]) is not { } right)
            return null;
        foreach (var (@operator, holds) in Comparisons)
        {
            // Numbers are compared as their types hold them: 0.1 and the same number computed in 32 bits are equal.
            if (node.Operator == @operator)
                return holds(UniformValue.Held(left, node.Inputs[0].Element), UniformValue.Held(right, node.Inputs[1].Element)) ? 1 : 0;
        }

        foreach (var (@operator, value) in Binary)
        {
            if (node.Operator == @operator && node.Element.IsFloat())
                return value(left, right);
        }

        return null;
    }
}
