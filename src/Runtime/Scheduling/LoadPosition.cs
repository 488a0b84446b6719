using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>Where a load reads: an index, plus anything within the bounds that guards around the load set for some axes.</summary>
/// <param name="Buffer">What it reads from.</param>
/// <param name="Index">The row-major position without the guarded axes.</param>
/// <param name="GuardedMinimum">The least that the guarded axes add.</param>
/// <param name="GuardedMaximum">The most that the guarded axes add.</param>
internal sealed record LoadPosition(TensorBuffer Buffer, LinearIndex Index, long GuardedMinimum, long GuardedMaximum)
{
    /// <summary>Every load of an expression, under the guards that surround it.</summary>
    public static List<LoadPosition> Collect(ScalarExpression root)
    {
        var found = new List<LoadPosition>();
        var seen = new HashSet<(ScalarExpression Part, GuardedScalar? Guards)>();
        var pending = new Stack<(ScalarExpression Part, GuardedScalar? Guards)>();
        pending.Push((root, null));
        while (pending.TryPop(out var item))
        {
            if (!seen.Add((item.Part, item.Guards)))
                continue;
            foreach (var index in ExpressionWalker.Indices(item.Part))
                PushLoaded(index, item.Guards, pending);
            if (item.Part is LoadScalar load)
                found.Add(Of(load, item.Guards?.Guards ?? []));
            if (item.Part is GuardedScalar guarded)
            {
                // The innermost guards are the ones that a shifted index needs.
                pending.Push((guarded.Body, guarded));
                pending.Push((guarded.Otherwise, item.Guards));
                continue;
            }

            foreach (var operand in ExpressionWalker.Operands(item.Part))
                pending.Push((operand, item.Guards));
        }

        return found;
    }

    private static void PushLoaded(IndexExpression index, GuardedScalar? guards, Stack<(ScalarExpression Part, GuardedScalar? Guards)> pending)
    {
        foreach (var (atom, _) in LinearIndex.Of(index).Terms)
        {
            if (atom is LoadedIndex loaded)
                pending.Push((loaded.Value, guards));
            else if (atom is FloorDivideIndex divide)
                PushLoaded(divide.Index, guards, pending);
            else if (atom is ModuloIndex modulo)
                PushLoaded(modulo.Index, guards, pending);
        }
    }

    private static LoadPosition Of(LoadScalar load, ImmutableArray<IndexGuard> guards)
    {
        var indices = load.Indices.ToArray();
        var (minimum, maximum, stride) = (0L, 0L, 1L);
        for (var axis = indices.Length - 1; axis >= 0; axis--)
        {
            if (guards.Length > 0 && load.Buffer.Shape[axis] != 1 && RangeUnder(indices[axis], guards) is { } range)
            {
                minimum += range.Minimum * stride;
                maximum += range.Maximum * stride;
                indices[axis] = IndexExpression.Zero;
            }

            stride *= load.Buffer.Shape[axis];
        }

        return new LoadPosition(load.Buffer, LinearIndex.OfElement(load.Buffer.Shape, [.. indices]), minimum, maximum);
    }

    /// <summary>The bounds that a guard on the same index, shifted by a number, sets; null when none does.</summary>
    private static (long Minimum, long Maximum)? RangeUnder(IndexExpression index, ImmutableArray<IndexGuard> guards)
    {
        foreach (var guard in guards)
        {
            var difference = LinearIndex.Of(index - guard.Index);
            if (difference.Terms.IsEmpty)
                return (guard.Minimum + difference.Constant, guard.Limit - 1 + difference.Constant);
        }

        return null;
    }
}
