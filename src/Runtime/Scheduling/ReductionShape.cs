using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>What is known of the reductions of an element kernel that several items can share: those that are under no condition and in no other reduction.</summary>
/// <param name="Turns">Turns of the longest; 1 where there is none.</param>
/// <param name="IsAlongRows">Whether neighbouring turns load neighbouring elements, rather than neighbouring results: whichever of them touches less memory.</param>
public sealed record ReductionShape(long Turns, bool IsAlongRows)
{
    /// <summary>The shape of a kernel's reductions.</summary>
    public static ReductionShape Of(ElementKernel kernel)
    {
        var turns = 1L;
        var (alongRows, alongColumns) = (0.0, 0.0);
        var hasColumns = kernel.Loops.Any(static loop => loop.Extent > 1);
        foreach (var reduce in Shared(kernel.Body))
        {
            turns = Math.Max(turns, TurnsOf(reduce));
            ExpressionWalker.Visit(
                reduce.Body,
                part =>
                {
                    if (!hasColumns || part is not LoadScalar load)
                        return;
                    var (index, bytes) = (LinearIndex.OfElement(load.Buffer.Shape, load.Indices), load.Buffer.Element.ByteSize());
                    alongRows += WarpSectors.Of(index, [.. kernel.Loops, .. reduce.Variables], bytes);
                    alongColumns += WarpSectors.Of(index, kernel.Loops, bytes);
                },
                null);
        }

        return new ReductionShape(turns, !hasColumns || alongRows <= alongColumns);
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
