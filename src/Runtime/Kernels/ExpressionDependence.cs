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

    /// <summary>The loop variables that occur, without those that a reduction inside binds.</summary>
    public static HashSet<LoopVariable> FreeVariables(ScalarExpression expression)
    {
        var used = new HashSet<LoopVariable>();
        var bound = new HashSet<LoopVariable>();
        ExpressionWalker.Visit(
            expression,
            scalar =>
            {
                if (scalar is ReduceScalar reduce)
                    bound.UnionWith(reduce.Variables);
            },
            index =>
            {
                if (index is LoopIndex loop)
                    used.Add(loop.Variable);
            });
        used.ExceptWith(bound);
        return used;
    }
}
