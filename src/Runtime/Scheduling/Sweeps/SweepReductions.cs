using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling.Sweeps;

/// <summary>The reductions within a kernel.</summary>
internal static class SweepReductions
{
    /// <summary>The reductions of a kernel, outermost ones only.</summary>
    public static ImmutableArray<ReduceScalar> Of(ElementKernel kernel)
    {
        var found = ImmutableArray.CreateBuilder<ReduceScalar>();
        Walk(kernel.Body, part =>
        {
            if (part is ReduceScalar reduction)
                found.Add(reduction);
        });
        return found.ToImmutable();
    }

    /// <summary>Whether parts of a reduction can be put together, and it has no other within.</summary>
    public static bool IsFit(ReduceScalar reduction)
    {
        var isInnermost = true;
        ExpressionWalker.Visit(reduction.Body, part => isInnermost &= part is not ReduceScalar, null);
        return isInnermost && reduction.Kind is not (ReductionKind.ArgMaximum or ReductionKind.ArgMinimum);
    }

    /// <summary>Loads of a kernel that are in no reduction.</summary>
    public static ImmutableArray<LoadScalar> LoadsOutside(ElementKernel kernel)
    {
        var found = ImmutableArray.CreateBuilder<LoadScalar>();
        Walk(kernel.Body, part =>
        {
            if (part is LoadScalar load)
                found.Add(load);
        });
        return found.ToImmutable();
    }

    /// <summary>Loads of an expression.</summary>
    public static ImmutableArray<LoadScalar> Loads(ScalarExpression root)
    {
        var found = ImmutableArray.CreateBuilder<LoadScalar>();
        ExpressionWalker.Visit(
            root,
            part =>
            {
                if (part is LoadScalar load)
                    found.Add(load);
            },
            null);
        return found.ToImmutable();
    }

    // Each part once, those of reductions left out.
    private static void Walk(ScalarExpression root, Action<ScalarExpression> visit)
    {
        var seen = new HashSet<ScalarExpression>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<ScalarExpression>();
        pending.Push(root);
        while (pending.TryPop(out var part))
        {
            if (!seen.Add(part))
                continue;
            visit(part);
            if (part is ReduceScalar)
                continue;
            foreach (var operand in ExpressionWalker.Operands(part))
                pending.Push(operand);
        }
    }
}
