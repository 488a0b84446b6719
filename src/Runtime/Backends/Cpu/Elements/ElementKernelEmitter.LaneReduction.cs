using System.Collections.Immutable;
using System.Reflection.Emit;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu.Lanes;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu.Elements;

/// <content>Reductions in vectors: along the vectorised loop to one scalar, or across it to one result a lane. The order depends on the shape only.</content>
internal sealed partial class ElementKernelEmitter
{
    /// <summary>Partial results of a reduction for few columns, so that one addition does not wait for the one before.</summary>
    private const int ColumnParts = 4;

    /// <summary>Columns up to which a reduction across them has several partial results.</summary>
    private const int FewColumns = 2 * LaneForm.Lanes;

    /// <summary>The innermost loop in vectors with several accumulators, which are combined in a tree, as then their lanes are.</summary>
    private void EmitRowReduce(ReduceScalar reduce, ImmutableArray<(LoopVariable Variable, long Extent)> loops, LaneJudgement judgement, LocalBuilder result)
    {
        if (known is null)
        {
            FinishRow(reduce, GatherRow(reduce, loops, judgement), result);
            return;
        }

        il.Emit(OpCodes.Ldloc, known);
        il.Emit(OpCodes.Stloc, result);
    }

    private void FinishRow(ReduceScalar reduce, LocalBuilder[] accumulators, LocalBuilder result)
    {
        var form = LaneForm.Of(reduce.Element);
        CombineTree(accumulators, () => CombineLanes(reduce.Kind, form));
        il.Emit(OpCodes.Ldloc, accumulators[0]);
        il.Emit(OpCodes.Call, LaneReductions.Of(form, reduce.Kind));
        il.Emit(OpCodes.Stloc, result);
    }

    private LocalBuilder[] GatherRow(ReduceScalar reduce, ImmutableArray<(LoopVariable Variable, long Extent)> loops, LaneJudgement judgement)
    {
        var (inner, extent) = loops[^1];
        var steps = Steps(judgement, extent, LightReduceSteps);
        var accumulators = BeginRow(reduce, steps);
        EmitReduceLoops(reduce.Body, loops[..^1], 0, () =>
        {
            Hoist(reduce.Body, forLanes: true);
            LanePhases(inner, new LoopBounds(0, extent), steps, () =>
            {
                EmitFollower(counters[inner]);
                CombineRow(reduce, accumulators);
                EmitLeader(counters[inner]);
            });
        });
        return accumulators;
    }

    /// <summary>What changes nothing, as many vectors of it as are combined side by side.</summary>
    private LocalBuilder[] BeginRow(ReduceScalar reduce, int steps)
    {
        var form = LaneForm.Of(reduce.Element);
        var accumulators = new LocalBuilder[steps * form.Vectors];
        for (var i = 0; i < accumulators.Length; i++)
        {
            accumulators[i] = Rent(form.VectorType);
            PushIdentityLanes(reduce.Kind, reduce.Element);
            il.Emit(OpCodes.Stloc, accumulators[i]);
        }

        return accumulators;
    }

    /// <summary>What is reduced, computed for the lanes of a turn and combined with what there is.</summary>
    private void CombineRow(ReduceScalar reduce, LocalBuilder[] accumulators)
    {
        var form = LaneForm.Of(reduce.Element);
        var value = EmitLanes(reduce.Body);
        for (var position = 0; position < lanes!.Steps * form.Vectors; position++)
        {
            il.Emit(OpCodes.Ldloc, accumulators[position]);
            PushExisting(reduce, form, value, position);
            CombineLanes(reduce.Kind, form);
            il.Emit(OpCodes.Stloc, accumulators[position]);
        }
    }

    /// <summary>Pushes a vector, with lanes that do not exist replaced by what changes nothing.</summary>
    private void PushExisting(ReduceScalar reduce, LaneForm form, LaneValue value, int position)
    {
        if (!PushMask(form, position))
        {
            lanes!.Code.Push(value, position);
            return;
        }

        if (form == LaneForm.Integer)
            il.Emit(OpCodes.Call, LaneConversions.AsIntegers);
        lanes!.Code.Push(value, position);
        PushIdentityLanes(reduce.Kind, reduce.Element);
        il.Emit(OpCodes.Call, LaneOperations.Select(form));
    }

    private void PushIdentityLanes(ReductionKind kind, ElementType element)
    {
        if (kind == ReductionKind.Maximum && element == ElementType.Bool)
            il.Emit(OpCodes.Ldc_I4_0);
        else
            PushIdentity(kind, element);
        il.Emit(OpCodes.Call, LaneForm.Of(element).Broadcast);
    }

    private void CombineLanes(ReductionKind kind, LaneForm form) =>
        il.Emit(OpCodes.Call, LaneOperations.Arithmetic(form, LaneOperations.Combining(kind)!.Value)!);

    /// <summary>Combines the second half with the first one until one is left.</summary>
    private void CombineTree(LocalBuilder[] parts, Action combine)
    {
        for (var count = parts.Length; count > 1; count = (count + 1) / 2)
        {
            var half = (count + 1) / 2;
            for (var i = half; i < count; i++)
            {
                il.Emit(OpCodes.Ldloc, parts[i - half]);
                il.Emit(OpCodes.Ldloc, parts[i]);
                combine();
                il.Emit(OpCodes.Stloc, parts[i - half]);
            }
        }
    }

    /// <summary>A reduction over other loops, for as many neighbouring results as there are lanes.</summary>
    private LaneValue ReduceColumns(ReduceScalar reduce)
    {
        var form = LaneForm.Of(reduce.Element);
        var loops = collapse.LoopsOf(reduce);
        var parts = laneExtent <= FewColumns && loops.Length > 0 && loops[^1].Extent >= 2 * ColumnParts ? ColumnParts : 1;
        var results = new LaneValue[parts];
        for (var part = 0; part < parts; part++)
        {
            results[part] = lanes!.Code.NewValue(form.VectorType);
            foreach (var local in results[part].Locals)
            {
                PushIdentityLanes(reduce.Kind, reduce.Element);
                il.Emit(OpCodes.Stloc, local);
            }
        }

        ColumnLoops(reduce, loops, 0, results);
        for (var position = 0; position < results[0].Locals.Length; position++)
        {
            var at = position;
            CombineTree(Array.ConvertAll(results, part => part.Locals[at]), () => CombineLanes(reduce.Kind, form));
        }

        return results[0];
    }

    private void ColumnLoops(ReduceScalar reduce, ImmutableArray<(LoopVariable Variable, long Extent)> loops, int level, LaneValue[] results)
    {
        if (level == loops.Length)
        {
            CombineColumns(reduce, results[0]);
            return;
        }

        HoistVaryingAddresses(reduce.Body);
        var (variable, extent) = loops[level];
        if (level < loops.Length - 1 || results.Length == 1)
        {
            EmitLoop(variable, new LoopBounds(0, extent), 1, () => ColumnLoops(reduce, loops, level + 1, results));
            return;
        }

        var whole = extent / results.Length * results.Length;
        EmitLoop(variable, new LoopBounds(0, whole), results.Length, () =>
        {
            var first = counters[variable];
            for (var part = 0; part < results.Length; part++)
            {
                var (result, offset) = (results[part], part);
                InScope(() =>
                {
                    counters[variable] = Rent(typeof(long));
                    il.Emit(OpCodes.Ldloc, first);
                    il.Emit(OpCodes.Ldc_I8, (long)offset);
                    il.Emit(OpCodes.Add);
                    il.Emit(OpCodes.Stloc, counters[variable]);
                    CombineColumns(reduce, result);
                });
            }

            counters[variable] = first;
        });
        if (whole < extent)
            EmitLoop(variable, new LoopBounds(whole, extent), 1, () => CombineColumns(reduce, results[0]));
    }

    private void CombineColumns(ReduceScalar reduce, LaneValue results)
    {
        var form = LaneForm.Of(reduce.Element);
        if (reduce.Kind == ReductionKind.Sum && IsOwnProduct(reduce.Body) && reduce.Body is BinaryScalar product)
        {
            lanes!.Code.ApplyInto(results, LaneOperations.FusedMultiplyAdd(form)!, EmitLanes(product.Left), EmitLanes(product.Right), results);
            return;
        }

        var value = EmitLanes(reduce.Body);
        lanes!.Code.ApplyInto(results, LaneOperations.Arithmetic(form, LaneOperations.Combining(reduce.Kind)!.Value)!, results, value);
    }

    private void HoistVaryingAddresses(ScalarExpression body)
    {
        foreach (var load in LoadsOutsideGuards(body))
            HoistAddress(load);
    }

    private static IEnumerable<LoadScalar> LoadsOutsideGuards(ScalarExpression body)
    {
        var seen = new HashSet<ScalarExpression>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<ScalarExpression>();
        pending.Push(body);
        while (pending.TryPop(out var part))
        {
            if (!seen.Add(part))
                continue;
            if (part is LoadScalar load)
                yield return load;
            if (part is GuardedScalar)
                continue;
            foreach (var operand in ExpressionWalker.Operands(part))
                pending.Push(operand);
        }
    }

    /// <summary>Every lane keeps its extreme value and where it first met it; the first of the best lanes wins.</summary>
    private void EmitRowArgReduce(ReduceScalar reduce, LoopVariable inner, long extent, LaneJudgement judgement, LocalBuilder result)
    {
        var wantsMaximum = reduce.Kind == ReductionKind.ArgMaximum;
        var steps = Steps(judgement, extent, FunctionSteps);
        var (best, places) = (new LocalBuilder[steps], new LocalBuilder[steps]);
        for (var step = 0; step < steps; step++)
        {
            (best[step], places[step]) = (Rent(LaneForm.Single.VectorType), Rent(LaneForm.Single.VectorType));
            il.Emit(OpCodes.Ldc_R4, wantsMaximum ? float.NegativeInfinity : float.PositiveInfinity);
            il.Emit(OpCodes.Call, LaneForm.Single.Broadcast);
            il.Emit(OpCodes.Stloc, best[step]);
            il.Emit(OpCodes.Ldc_R4, 0f);
            il.Emit(OpCodes.Call, LaneForm.Single.Broadcast);
            il.Emit(OpCodes.Stloc, places[step]);
        }

        Hoist(reduce.Body, forLanes: true);
        LanePhases(inner, new LoopBounds(0, extent), steps, () =>
        {
            var value = EmitLanes(reduce.Body);
            for (var step = 0; step < lanes!.Steps; step++)
            {
                var better = Rent(LaneForm.Mask.VectorType);
                lanes.Code.Push(value, step);
                il.Emit(OpCodes.Ldloc, best[step]);
                il.Emit(OpCodes.Call, wantsMaximum ? LaneMethods.Greater : LaneMethods.Less);
                if (PushMask(LaneForm.Single, step))
                    il.Emit(OpCodes.Call, LaneMethods.And);
                il.Emit(OpCodes.Stloc, better);
                il.Emit(OpCodes.Ldloc, better);
                lanes.Code.Push(value, step);
                il.Emit(OpCodes.Ldloc, best[step]);
                il.Emit(OpCodes.Call, LaneMethods.Select);
                il.Emit(OpCodes.Stloc, best[step]);
                il.Emit(OpCodes.Ldloc, better);
                il.Emit(OpCodes.Ldloc, counters[inner]);
                il.Emit(OpCodes.Conv_I4);
                il.Emit(OpCodes.Ldc_I4, step * LaneForm.Lanes);
                il.Emit(OpCodes.Add);
                il.Emit(OpCodes.Call, ArgumentLanes.PlacesMethod);
                il.Emit(OpCodes.Ldloc, places[step]);
                il.Emit(OpCodes.Call, LaneMethods.Select);
                il.Emit(OpCodes.Stloc, places[step]);
            }
        });
        for (var step = 1; step < steps; step++)
        {
            var better = Rent(LaneForm.Mask.VectorType);
            il.Emit(OpCodes.Ldloc, best[0]);
            il.Emit(OpCodes.Ldloc, places[0]);
            il.Emit(OpCodes.Ldloc, best[step]);
            il.Emit(OpCodes.Ldloc, places[step]);
            il.Emit(OpCodes.Call, wantsMaximum ? ArgumentLanes.IsLargerMethod : ArgumentLanes.IsSmallerMethod);
            il.Emit(OpCodes.Stloc, better);
            SelectLocal(better, best[step], best[0]);
            SelectLocal(better, places[step], places[0]);
        }

        il.Emit(OpCodes.Ldloc, best[0]);
        il.Emit(OpCodes.Ldloc, places[0]);
        il.Emit(OpCodes.Call, wantsMaximum ? ArgumentLanes.FirstLargestMethod : ArgumentLanes.FirstSmallestMethod);
        il.Emit(OpCodes.Stloc, result);
    }

    private void SelectLocal(LocalBuilder condition, LocalBuilder whenTrue, LocalBuilder target)
    {
        il.Emit(OpCodes.Ldloc, condition);
        il.Emit(OpCodes.Ldloc, whenTrue);
        il.Emit(OpCodes.Ldloc, target);
        il.Emit(OpCodes.Call, LaneMethods.Select);
        il.Emit(OpCodes.Stloc, target);
    }
}
