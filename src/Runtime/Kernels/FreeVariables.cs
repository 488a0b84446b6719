using Dsl.Language.Lowering;

namespace Dsl.Runtime.Kernels;

/// <summary>The loop variables that each part of an expression changes with.</summary>
/// <param name="isLeftOut">Variables that do not count; null where all do.</param>
/// <param name="combines">Whether those count that are left once an index's multiples of the same variable are added up, else all that it names.</param>
internal sealed class FreeVariables(Func<LoopVariable, bool>? isLeftOut = null, bool combines = false)
{
    private readonly Dictionary<ScalarExpression, HashSet<LoopVariable>> known = new(ReferenceEqualityComparer.Instance);

    /// <summary>Those of an expression.</summary>
    public HashSet<LoopVariable> Of(ScalarExpression expression)
    {
        if (known.TryGetValue(expression, out var variables))
            return variables;
        variables = [];
        foreach (var index in ExpressionWalker.Indices(expression))
            Add(combines ? LinearIndex.Of(index).ToExpression() : index, variables);
        foreach (var operand in ExpressionWalker.Operands(expression))
            variables.UnionWith(Of(operand));
        if (expression is ReduceScalar reduce)
            variables.ExceptWith(reduce.Variables);
        known.Add(expression, variables);
        return variables;
    }

    /// <summary>Those of an index, all that it names.</summary>
    public HashSet<LoopVariable> Of(IndexExpression index)
    {
        var variables = new HashSet<LoopVariable>();
        Add(index, variables);
        return variables;
    }

    private void Add(IndexExpression index, HashSet<LoopVariable> variables)
    {
        switch (index)
        {
            case LoopIndex loop when isLeftOut?.Invoke(loop.Variable) != true:
                variables.Add(loop.Variable);
                break;
            case AddIndex add:
                Add(add.Left, variables);
                Add(add.Right, variables);
                break;
            case MultiplyIndex multiply:
                Add(multiply.Index, variables);
                break;
            case FloorDivideIndex divide:
                Add(divide.Index, variables);
                break;
            case ModuloIndex modulo:
                Add(modulo.Index, variables);
                break;
            case LoadedIndex loaded:
                variables.UnionWith(Of(loaded.Value));
                break;
            default:
                break;
        }
    }
}
