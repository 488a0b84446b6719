using System.Reflection.Emit;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu.Lanes;

namespace Dsl.Runtime.Backends.Cpu.Elements;

/// <content>Loops whose turns compute many lanes at once.</content>
internal sealed partial class ElementKernelEmitter
{
    /// <summary>Below this many elements a loop stays scalar.</summary>
    private const int FewestLanes = 4;

    private const int MostOperations = 1400;
    private const int MostValues = 320;
    private const int LightSteps = 8;
    private const int PlainSteps = 4;
    private const int FunctionSteps = 2;
    private const int LightReduceSteps = 4;

    /// <summary>Operations beyond which more than two steps side by side would not fit the registers.</summary>
    private const int LongBody = 12;

    private const int SeveralFunctions = 40;

    private LaneLoop? lanes;
    private long laneExtent;

    private LaneJudgement? Judge(LoopVariable variable, params ReadOnlySpan<ScalarExpression> bodies)
    {
        if (lanes is not null)
            return null;
        var judgement = new LaneJudge(collapse, free, variable).Judge(bodies);
        return judgement.Operations <= MostOperations ? judgement : null;
    }

    /// <summary>The kernel's last loop.</summary>
    private void EmitLaneLoop(LoopVariable variable, LoopBounds bounds, long extent, LaneJudgement judgement)
    {
        laneExtent = extent;
        if (StripReduction(judgement, extent) is { } rows)
        {
            EmitStrips(rows, variable, bounds);
            return;
        }

        HoistStores(forLanes: true);

        // A call's range is as long as a chunk, mostly.
        var usual = bounds.IsKnown ? extent : Math.Min(extent, range.Chunk * collapse.TurnsPerPosition);
        var isColumnReduction = stores is [{ Body: ReduceScalar }];
        var steps = Steps(judgement, usual, isColumnReduction && judgement.IsLight ? LightSteps : PlainSteps);
        LanePhases(variable, bounds, steps, () =>
        {
            EmitFollower(counters[variable]);
            StoreLanes();
            EmitLeader(counters[variable]);
        });
    }

    private void StoreLanes()
    {
        // A variable's new value takes the place of the old one, which another body may need.
        var values = Array.ConvertAll(stores, store => EmitLanes(store.Body));
        for (var i = 0; i < stores.Length; i++)
        {
            PrepareAddress(stores[i].Element);
            StoreLanes(stores[i].Element, values[i]);
        }
    }

    /// <summary>How many times sixteen lanes to compute side by side: as many as hide latencies, fewer where registers or the method would become too full.</summary>
    private static int Steps(LaneJudgement judgement, long extent, int most)
    {
        var steps = most;
        if (judgement.HasFunction || judgement.Operations > LongBody)
            steps = Math.Min(steps, FunctionSteps);
        if (judgement.HasFunction && judgement.Operations > SeveralFunctions)
            steps = 1;
        if (judgement.IsWide && steps > 1)
            steps /= 2;
        if (!MachineVectors.IsFast512 && steps > 1)
            steps /= 2;
        steps = (int)Math.Min(steps, (extent + LaneForm.Lanes - 1) / LaneForm.Lanes);
        while (steps > 1 && (judgement.Operations * steps * 2 > MostOperations || judgement.Values * steps > MostValues))
            steps--;
        return Math.Max(1, steps);
    }

    /// <summary>Several steps at a time, then what is left of them with a mask.</summary>
    private void LanePhases(LoopVariable variable, LoopBounds bounds, int steps, Action body)
    {
        if (bounds.IsKnown)
            KnownPhases(variable, bounds, steps, body);
        else
            OpenPhases(variable, bounds, steps, body);
    }

    private void KnownPhases(LoopVariable variable, LoopBounds bounds, int steps, Action body)
    {
        long block = steps * LaneForm.Lanes;
        var middle = bounds.First + ((bounds.Limit - bounds.First) / block * block);
        if (middle > bounds.First)
            EmitLoop(variable, new LoopBounds(bounds.First, middle), block, () => Turn(variable, steps, null, (int)block, body));
        var rest = (int)(bounds.Limit - middle);
        if (rest > 0)
        {
            var last = (rest + LaneForm.Lanes - 1) / LaneForm.Lanes;
            EmitLoop(variable, new LoopBounds(middle, middle + 1), 1, () => Turn(variable, last, null, rest, body));
        }
    }

    private void OpenPhases(LoopVariable variable, LoopBounds bounds, int steps, Action body)
    {
        long block = steps * LaneForm.Lanes;
        var (counter, whole) = (Rent(typeof(long)), Rent(typeof(long)));
        bounds.PushFirst(il);
        il.Emit(OpCodes.Stloc, counter);
        bounds.PushLimit(il);
        il.Emit(OpCodes.Ldc_I8, block - 1);
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Stloc, whole);
        EmitLoop(variable, counter, bounds with { LimitLocal = whole }, block, () => Turn(variable, steps, null, (int)block, body));
        EmitLoop(variable, counter, bounds, LaneForm.Lanes, () =>
        {
            var active = Rent(typeof(int));
            bounds.PushLimit(il);
            il.Emit(OpCodes.Ldloc, counter);
            il.Emit(OpCodes.Sub);
            il.Emit(OpCodes.Ldc_I8, (long)LaneForm.Lanes);
            il.Emit(OpCodes.Call, ScalarMethods.BinaryInteger(ScalarOperation.Minimum));
            il.Emit(OpCodes.Conv_I4);
            il.Emit(OpCodes.Stloc, active);
            Turn(variable, 1, active, 0, body);
        });
    }

    /// <summary>The body for the lanes from the counter on.</summary>
    private void Turn(LoopVariable variable, int steps, LocalBuilder? active, int activeCount, Action body)
    {
        var masks = new LocalBuilder?[steps];
        if (active is not null || activeCount % LaneForm.Lanes != 0)
        {
            masks[^1] = Rent(LaneForm.Mask.VectorType);
            if (active is not null)
                il.Emit(OpCodes.Ldloc, active);
            else
                il.Emit(OpCodes.Ldc_I4, activeCount % LaneForm.Lanes);
            il.Emit(OpCodes.Call, LaneMemory.FirstLanes);
            il.Emit(OpCodes.Stloc, masks[^1]!);
        }

        lanes = new LaneLoop(variable, new LaneCode(il, locals, steps), steps, masks, active, activeCount);
        body();
        lanes = null;
    }

    private void StoreLanes(LoadScalar place, LaneValue value)
    {
        var element = place.Buffer.Element;
        var (memory, form) = (LaneMemory.Of(element), LaneForm.Of(element));
        for (var position = 0; position < lanes!.Steps * form.Vectors; position++)
        {
            PushAddress(place, position * (long)LaneForm.Lanes / form.Vectors * ByteSizeOf(element));
            var mask = PushMask(form, position);
            lanes.Code.Push(value, position);
            if (!mask && range.Memory.StoresPastCaches && element == ElementType.Float32)
                il.Emit(OpCodes.Call, LaneMemory.StorePastCaches);
            else
                memory.EmitStore(il, mask);
        }
    }

    /// <summary>Pushes the mask of a vector, as wide as its lanes; nothing when all lanes take part.</summary>
    private bool PushMask(LaneForm form, int position)
    {
        if (lanes!.Masks[position / form.Vectors] is not { } mask)
            return false;
        il.Emit(OpCodes.Ldloc, mask);
        if (form.Vectors > 1)
            il.Emit(OpCodes.Call, position % 2 == 0 ? LaneConversions.LowerMask : LaneConversions.UpperMask);
        return true;
    }
}
