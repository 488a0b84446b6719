using Dsl.Language.Lowering;

namespace Dsl.Runtime.Kernels;

/// <summary>Puts a value in the place of every load from a buffer; parts that were shared stay shared.</summary>
/// <param name="buffer">What is no longer loaded.</param>
/// <param name="value">What an element of it is, wherever it is loaded.</param>
public sealed class ValueSubstitution(TensorBuffer buffer, ScalarExpression value)
{
    private readonly Dictionary<ScalarExpression, ScalarExpression> known = new(ReferenceEqualityComparer.Instance);

    /// <summary>The expression with the value in it.</summary>
    public ScalarExpression Apply(ScalarExpression expression)
    {
        if (!known.TryGetValue(expression, out var result))
        {
            result = expression is LoadScalar load && load.Buffer == buffer ? value : ExpressionWalker.WithOperands(expression, Apply);
            known.Add(expression, result);
        }

        return result;
    }
}
