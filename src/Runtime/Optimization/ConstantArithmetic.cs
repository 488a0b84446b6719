using Dsl.Language.Graph;
using Dsl.Language.Operators;

namespace Dsl.Runtime.Optimization;

/// <summary>Arithmetic on literals while compiling.</summary>
internal static class ConstantArithmetic
{
    /// <summary>The value of every element of the result; null where an input is not such a literal, or the operation is not simple arithmetic of floats.</summary>
    public static double? Evaluate(Node node)
    {
        if (node.Operator == ComparisonOperators.Equal && UniformValue.Of(node.Inputs[0]) is { } one && UniformValue.Of(node.Inputs[1]) is { } other)
            return one == other ? 1 : 0;
        if (node.Inputs.Length is 0 or > 2 || !Language.Types.ElementTypes.IsFloat(node.Element))
            return null;
        if (UniformValue.Of(node.Inputs[0]) is not { } left || !Language.Types.ElementTypes.IsFloat(node.Inputs[0].Element))
            return null;
        if (node.Inputs.Length == 1)
            return node.Operator == ArithmeticOperators.Negate ? -left : null;
        if (UniformValue.Of(node.Inputs[1]) is not { } right)
            return null;
        return node.Operator == ArithmeticOperators.Add ? left + right
            : node.Operator == ArithmeticOperators.Subtract ? left - right
            : node.Operator == ArithmeticOperators.Multiply ? left * right
            : node.Operator == ArithmeticOperators.Divide ? left / right
            : null;
    }
}
