using Dsl.Language.Lowering;

namespace Dsl.Runtime.Kernels;

/// <summary>Which loop variables an expression's value changes with.</summary>
public static class ExpressionDependence
{
    /// <summary>Whether the variable occurs in the expression.</summary>
    public static bool DependsOn(ScalarExpression expression, LoopVariable variable)
    {
        var found = false;
        ExpressionWalker.Visit(expression, null, index => found |= index is LoopIndex loop && loop.Variable == variable);
        return found;
    }
}
