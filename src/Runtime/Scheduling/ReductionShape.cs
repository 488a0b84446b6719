using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>What is known of the reductions of an element kernel that several items can share: those that are under no condition and in no other reduction.</summary>
/// <param name="Turns">Turns of the longest; 1 where there is none.</param>
/// <param name="IsAlongRows">Whether neighbouring turns load neighbouring elements; else neighbouring results do.</param>
public sealed record ReductionShape(long Turns, bool IsAlongRows)
{
    /// <summary>The shape of a kernel's reductions.</summary>
    public static ReductionShape Of(ElementKernel kernel)
    {
        var turns = 1L;
        var isAlongRows = false;
        var isAlongColumns = false;
        var column = kernel.Loops.LastOrDefault(static loop => loop.Extent > 1);
        foreach (var reduce in Shared(kernel.Body))
        {
            turns = Math.Max(turns, TurnsOf(reduce));
            var row = reduce.Variables.LastOrDefault(static variable => variable.Extent > 1);
            ExpressionWalker.Visit(
                reduce.Body,
                part =>
                {
                    if (part is not LoadScalar load)
                        return;
                    var index = LinearIndex.OfElement(load.Buffer.Shape, load.Indices);
                    isAlongRows |= row is not null && index.StrideOf(row) == 1;
                    isAlongColumns |= column is not null && index.StrideOf(column) == 1;
                },
                null);
        }

        return new ReductionShape(turns, isAlongRows || !isAlongColumns);
    }

    /// <summary>The number of values that a reduction combines.</summary>
    public static long TurnsOf(ReduceScalar reduce) => reduce.Variables.Aggregate(1L, static (product, variable) => product * variable.Extent);

    /// <summary>Whether a reduction of the expression is under no condition and in no other reduction.</summary>
    public static bool IsShared(ScalarExpression root, ReduceScalar reduce) => Shared(root).Contains(reduce, ReferenceEqualityComparer.Instance);

    private static List<ReduceScalar> Shared(ScalarExpression root)
    {
        var found = new List<ReduceScalar>();
        var seen = new HashSet<ScalarExpression>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<ScalarExpression>();
        pending.Push(root);
        while (pending.TryPop(out var part))
        {
            if (!seen.Add(part))
                continue;
            if (part is ReduceScalar reduce)
                found.Add(reduce);
            if (part is ReduceScalar or GuardedScalar)
                continue;
            foreach (var operand in ExpressionWalker.Operands(part))
                pending.Push(operand);
        }

        return found;
    }
}
