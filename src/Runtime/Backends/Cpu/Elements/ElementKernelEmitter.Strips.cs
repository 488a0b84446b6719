using System.Collections.Immutable;
using System.Reflection.Emit;
using Dsl.Language.Lowering;
using Dsl.Runtime.Backends.Cpu.Lanes;

namespace Dsl.Runtime.Backends.Cpu.Elements;

/// <content>
/// Reductions over many rows for many columns: strips of columns are added up in memory on the stack, several rows at a time, so that
/// rows are read as they lie in memory. The order of a column depends on the number of rows only.
/// </content>
internal sealed partial class ElementKernelEmitter
{
    private const int StripRows = 8;
    private const int StripSteps = 2;
    private const int FewestStripColumns = 256;
    private const int FewestStripRows = 2 * StripRows;
    private const int MostStripOperations = 24;

    /// <summary>The reduction that the kernel consists of, when it is better done in strips.</summary>
    private ReduceScalar? StripReduction(LaneJudgement judgement, long extent) =>
        stores is [{ Body: ReduceScalar reduce }] && extent >= FewestStripColumns && judgement.Operations <= MostStripOperations && !judgement.HasFunction
        && LaneForm.Of(reduce.Element) == LaneForm.Single && LaneOperations.Combining(reduce.Kind) is not null
        && collapse.LoopsOf(reduce) is [.., (_, >= FewestStripRows)]
            ? reduce
            : null;

    private void EmitStrips(ReduceScalar reduce, LoopVariable variable, LoopBounds bounds)
    {
        var (room, start, limit) = (NewRoom(), Rent(typeof(long)), Rent(typeof(long)));
        var (top, test) = (il.DefineLabel(), il.DefineLabel());
        bounds.PushFirst(il);
        il.Emit(OpCodes.Stloc, start);
        il.Emit(OpCodes.Br, test);
        il.MarkLabel(top);
        InScope(() =>
        {
            il.Emit(OpCodes.Ldloc, start);
            il.Emit(OpCodes.Ldc_I8, (long)StripScratch.Columns);
            il.Emit(OpCodes.Add);
            bounds.PushLimit(il);
            il.Emit(OpCodes.Call, ScalarMethods.BinaryInteger(ScalarOperation.Minimum));
            il.Emit(OpCodes.Stloc, limit);
            var strip = new Strip(reduce, variable, room, start, new LoopBounds(0, 0, start, limit));
            StripPhases(strip, () => StoreStrip(strip, null));
            StripLoops(strip, collapse.LoopsOf(reduce), 0);
            HoistAddress(stores[0].Element);
            StripPhases(strip, () =>
            {
                PrepareAddress(stores[0].Element);
                StoreLanes(stores[0].Element, LoadStrip(strip));
                lanes!.Code.Release(0);
            });
        });
        il.Emit(OpCodes.Ldloc, limit);
        il.Emit(OpCodes.Stloc, start);
        il.MarkLabel(test);
        il.Emit(OpCodes.Ldloc, start);
        bounds.PushLimit(il);
        il.Emit(OpCodes.Blt, top);
    }

    private LocalBuilder NewRoom()
    {
        var (memory, room) = (Rent(typeof(StripScratch)), Rent(typeof(nint)));
        il.Emit(OpCodes.Ldloca, memory);
        il.Emit(OpCodes.Conv_U);
        il.Emit(OpCodes.Stloc, room);
        return room;
    }

    private void StripPhases(Strip strip, Action body) => OpenPhases(strip.Variable, strip.Bounds, StripSteps, body);

    private void StripLoops(Strip strip, ImmutableArray<(LoopVariable Variable, long Extent)> loops, int level)
    {
        var (row, extent) = loops[level];
        Hoist(strip.Reduce.Body, forLanes: false);
        if (level < loops.Length - 1)
        {
            EmitLoop(row, new LoopBounds(0, extent), 1, () => StripLoops(strip, loops, level + 1));
            return;
        }

        var whole = extent / StripRows * StripRows;
        EmitLoop(row, new LoopBounds(0, whole), StripRows, () => AddRows(strip, row, StripRows));
        if (whole < extent)
            EmitLoop(row, new LoopBounds(whole, extent), 1, () => AddRows(strip, row, 1));
    }

    /// <summary>Some rows' values, combined in order, and then with what the strip holds.</summary>
    private void AddRows(Strip strip, LoopVariable row, int count)
    {
        var first = counters[row];
        var rows = new (LocalBuilder Counter, EmissionScope Scope)[count];
        for (var i = 0; i < count; i++)
        {
            var counter = Rent(typeof(long));
            il.Emit(OpCodes.Ldloc, first);
            il.Emit(OpCodes.Ldc_I8, (long)i);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Stloc, counter);
            counters[row] = counter;
            rows[i] = (counter, new EmissionScope());
            scopes.Add(rows[i].Scope);
            Hoist(strip.Reduce.Body, forLanes: true);
            scopes.RemoveAt(scopes.Count - 1);
        }

        var operation = LaneOperations.Arithmetic(LaneForm.Single, LaneOperations.Combining(strip.Reduce.Kind)!.Value)!;
        StripPhases(strip, () =>
        {
            var sum = lanes!.Code.NewValue(LaneForm.Single.VectorType);
            for (var i = 0; i < count; i++)
            {
                var isFirst = i == 0;
                counters[row] = rows[i].Counter;
                scopes.Add(rows[i].Scope);
                InScope(() =>
                {
                    var value = EmitLanes(strip.Reduce.Body);
                    if (isFirst)
                        Assign(sum, value);
                    else
                        lanes.Code.ApplyInto(sum, operation, sum, value);
                });
                scopes.RemoveAt(scopes.Count - 1);
            }

            lanes.Code.ApplyInto(sum, operation, LoadStrip(strip), sum);
            StoreStrip(strip, sum);
            lanes.Code.Release(0);
        });
        foreach (var (_, scope) in rows)
            Scope.Rented.AddRange(scope.Rented);
        counters[row] = first;
    }

    private LaneValue LoadStrip(Strip strip)
    {
        var value = lanes!.Code.NewValue(LaneForm.Single.VectorType);
        for (var step = 0; step < lanes.Steps; step++)
        {
            PushStrip(strip, step);
            VectorAccess.EmitLoad(il, LaneForm.Single.VectorType);
            il.Emit(OpCodes.Stloc, value.Locals[step]);
        }

        return value;
    }

    /// <summary>Stores a value, or what a reduction begins with.</summary>
    private void StoreStrip(Strip strip, LaneValue? value)
    {
        for (var step = 0; step < lanes!.Steps; step++)
        {
            PushStrip(strip, step);
            if (value is null)
                PushIdentityLanes(strip.Reduce.Kind, strip.Reduce.Element);
            else
                lanes.Code.Push(value, step);
            VectorAccess.EmitStore(il, LaneForm.Single.VectorType);
        }
    }

    /// <summary>Pushes the address of the lanes from the counter on.</summary>
    private void PushStrip(Strip strip, int step)
    {
        il.Emit(OpCodes.Ldloc, strip.Room);
        il.Emit(OpCodes.Ldloc, counters[strip.Variable]);
        il.Emit(OpCodes.Ldloc, strip.Start);
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Ldc_I8, (long)step * LaneForm.Lanes);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Ldc_I8, (long)sizeof(float));
        il.Emit(OpCodes.Mul);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Add);
    }

    /// <param name="Room">Where the partial results of the strip lie.</param>
    /// <param name="Start">The first column.</param>
    private sealed record Strip(ReduceScalar Reduce, LoopVariable Variable, LocalBuilder Room, LocalBuilder Start, LoopBounds Bounds);
}
