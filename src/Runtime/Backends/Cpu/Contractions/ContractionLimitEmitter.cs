using System.Reflection.Emit;

namespace Dsl.Runtime.Backends.Cpu.Contractions;

/// <summary>Emits what a tile leaves out: all of it, or the first or last turns of its sums. What it leaves out of a sum counts for none of its rows and columns.</summary>
internal sealed class ContractionLimitEmitter(ILGenerator il, ContractionCode code, ContractionPlan plan)
{
    /// <summary>Leaves a tile that nobody reads.</summary>
    /// <returns>The label at the tile's end; null where no tile can be left out.</returns>
    public Label? SkipTile(ContractionPointers pointers, RowPanels panels, ColumnBlocks blocks)
    {
        Label? end = null;
        foreach (var limit in plan.Limits.Where(static limit => limit.Reduced == 0))
        {
            end ??= il.DefineLabel();
            PushGreatest(pointers, panels, blocks, limit);
            il.Emit(OpCodes.Ldc_I8, 0L);
            il.Emit(OpCodes.Ble, end.Value);
        }

        return end;
    }

    /// <summary>Where the sums of a tile begin, and how many turns they take.</summary>
    public (ContractionPointers Pointers, ReducedTurns Turns) Cut(ContractionPointers pointers, RowPanels panels, ColumnBlocks blocks, ReducedTurns turns)
    {
        var start = pointers;
        foreach (var limit in plan.Limits.Where(static limit => limit.Reduced != 0))
        {
            var count = il.DeclareLocal(typeof(int));
            var numbers = (Greatest: il.DeclareLocal(typeof(long)), Step: Math.Abs(limit.Reduced));
            PushGreatest(start, panels, blocks, limit);
            il.Emit(OpCodes.Stloc, numbers.Greatest);
            if (limit.Reduced < 0)
            {
                // Turns t with greatest - t * step > 0.
                PushQuotient(numbers.Greatest, numbers.Step - 1, 1, numbers.Step);
                PushClamped(turns);
                il.Emit(OpCodes.Stloc, count);
            }
            else
            {
                // The first turns, with greatest + t * step <= 0.
                var skipped = il.DeclareLocal(typeof(int));
                PushQuotient(numbers.Greatest, numbers.Step, -1, numbers.Step);
                PushClamped(turns);
                il.Emit(OpCodes.Stloc, skipped);
                PushTurns(turns);
                il.Emit(OpCodes.Ldloc, skipped);
                il.Emit(OpCodes.Sub);
                il.Emit(OpCodes.Stloc, count);
                start = code.Moved(start, plan.Reduced[0].Step with { Output = 0, Start = 0 }, generator => generator.Emit(OpCodes.Ldloc, skipped));
            }

            turns = turns with { Local = count, MayBeNone = true };
        }

        return (start, turns);
    }

    /// <summary>Pushes the greatest number of a limit in a tile at the first turn of its sums.</summary>
    private void PushGreatest(ContractionPointers pointers, RowPanels panels, ColumnBlocks blocks, PlannedLimit limit)
    {
        var rows = panels.Cells.Max(cell => cell.Limits[limit.Index]);
        var columns = blocks.Cells.Max(cell => cell.Offset.Limits[limit.Index] + Math.Max(0, (cell.Lanes - 1) * plan.ColumnLimits[limit.Index]));
        il.Emit(OpCodes.Ldloc, pointers.LimitOf(limit.Index));
        il.Emit(OpCodes.Ldc_I8, rows + columns);
        il.Emit(OpCodes.Add);
    }

    /// <summary>Pushes (number * sign + added) / divisor, or less than 1 where the dividend is not positive.</summary>
    private void PushQuotient(LocalBuilder number, long added, int sign, long divisor)
    {
        il.Emit(OpCodes.Ldloc, number);
        if (sign < 0)
            il.Emit(OpCodes.Neg);
        il.Emit(OpCodes.Ldc_I8, added);
        il.Emit(OpCodes.Add);
        if (divisor == 1)
            return;
        il.Emit(OpCodes.Ldc_I8, divisor);
        il.Emit(OpCodes.Div);
    }

    /// <summary>Makes the number on the stack one from 0 to the turns that there are.</summary>
    private void PushClamped(ReducedTurns turns)
    {
        il.Emit(OpCodes.Ldc_I8, 0L);
        il.Emit(OpCodes.Call, Greater.Method);
        PushTurns(turns);
        il.Emit(OpCodes.Conv_I8);
        il.Emit(OpCodes.Call, Smaller.Method);
        il.Emit(OpCodes.Conv_I4);
    }

    private void PushTurns(ReducedTurns turns)
    {
        if (turns.Local is { } local)
            il.Emit(OpCodes.Ldloc, local);
        else
            il.Emit(OpCodes.Ldc_I4, turns.Literal);
    }

    private static Func<long, long, long> Greater { get; } = Math.Max;

    private static Func<long, long, long> Smaller { get; } = Math.Min;
}
