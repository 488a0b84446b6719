using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu.Elements;

/// <summary>The loop variables that each part of a kernel's body changes with; absorbed ones are left out.</summary>
internal sealed class FreeVariableTable(LoopCollapse collapse)
{
    private readonly Dictionary<ScalarExpression, HashSet<LoopVariable>> known = new(ReferenceEqualityComparer.Instance);

    public HashSet<LoopVariable> Of(ScalarExpression expression)
    {
        if (known.TryGetValue(expression, out var variables))
            return variables;
        variables = [];
        foreach (var index in ExpressionWalker.Indices(expression))
            Add(LinearIndex.Of(index).ToExpression(), variables);
        foreach (var operand in ExpressionWalker.Operands(expression))
            variables.UnionWith(Of(operand));
        if (expression is ReduceScalar reduce)
            variables.ExceptWith(reduce.Variables);
        known.Add(expression, variables);
        return variables;
    }

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
            case LoopIndex loop when !collapse.IsAbsorbed(loop.Variable):
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
