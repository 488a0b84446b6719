using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.CStyle;

/// <summary>The loop variables that each part of an expression changes with.</summary>
internal sealed class FreeVariables
{
    private readonly Dictionary<ScalarExpression, HashSet<LoopVariable>> known = new(ReferenceEqualityComparer.Instance);

    public IReadOnlySet<LoopVariable> Of(ScalarExpression expression)
    {
        if (known.TryGetValue(expression, out var variables))
            return variables;
        variables = [];
        foreach (var index in ExpressionWalker.Indices(expression))
            Add(index, variables);
        foreach (var operand in ExpressionWalker.Operands(expression))
            variables.UnionWith(Of(operand));
        if (expression is ReduceScalar reduce)
            variables.ExceptWith(reduce.Variables);
        known.Add(expression, variables);
        return variables;
    }

    private void Add(IndexExpression index, HashSet<LoopVariable> variables)
    {
        switch (index)
        {
            case LoopIndex loop:
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
