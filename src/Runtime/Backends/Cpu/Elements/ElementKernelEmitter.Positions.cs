using System.Reflection.Emit;
using Dsl.Runtime.Backends.Cpu.Lanes;

namespace Dsl.Runtime.Backends.Cpu.Elements;

/// <content>The positions that a call asks for: a range of the first loops, flattened.</content>
internal sealed partial class ElementKernelEmitter
{
    /// <summary>The loops over the positions asked for, then the others inside.</summary>
    private void EmitPositions()
    {
        if (collapse.PositionLoops == 0)
        {
            EmitLoops(0);
            return;
        }

        HoistStores(forLanes: false);
        if (collapse.PositionLoops == 1)
        {
            EmitLoops(0, new LoopBounds(0, 0, Turns(PushFirstPosition), Turns(PushLimitPosition)));
            return;
        }

        EmitOuterPositions(collapse.Loops[collapse.PositionLoops - 1].Extent / collapse.TurnsPerPosition);
    }

    /// <summary>For every turn of the outer position loops, flattened, the part of the innermost one that lies in the range.</summary>
    private void EmitOuterPositions(long inner)
    {
        var (outer, start) = (Rent(typeof(long)), Rent(typeof(long)));
        var (top, test) = (il.DefineLabel(), il.DefineLabel());
        PushFirstPosition();
        il.Emit(OpCodes.Ldc_I8, inner);
        il.Emit(OpCodes.Div_Un);
        il.Emit(OpCodes.Stloc, outer);
        il.Emit(OpCodes.Br, test);
        il.MarkLabel(top);
        InScope(() =>
        {
            SplitOuter(outer);
            var first = Turns(() => PushWithin(PushFirstPosition, start, inner));
            var limit = Turns(() => PushWithin(PushLimitPosition, start, inner));
            EmitLoops(collapse.PositionLoops - 1, new LoopBounds(0, 0, first, limit));
        });
        il.Emit(OpCodes.Ldloc, outer);
        il.Emit(OpCodes.Ldc_I8, 1L);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, outer);
        il.MarkLabel(test);
        il.Emit(OpCodes.Ldloc, outer);
        il.Emit(OpCodes.Ldc_I8, inner);
        il.Emit(OpCodes.Mul);
        il.Emit(OpCodes.Stloc, start);
        il.Emit(OpCodes.Ldloc, start);
        PushLimitPosition();
        il.Emit(OpCodes.Blt, top);
        for (var level = 0; level < collapse.PositionLoops - 1; level++)
            bound.Remove(collapse.Loops[level].Variable);
    }

    /// <summary>The counters of the outer position loops.</summary>
    private void SplitOuter(LocalBuilder outer)
    {
        var divisor = 1L;
        for (var level = collapse.PositionLoops - 2; level >= 0; level--)
        {
            var (variable, extent) = collapse.Loops[level];
            var counter = Rent(typeof(long));
            il.Emit(OpCodes.Ldloc, outer);
            if (divisor > 1)
            {
                il.Emit(OpCodes.Ldc_I8, divisor);
                il.Emit(OpCodes.Div_Un);
            }

            if (level > 0)
            {
                il.Emit(OpCodes.Ldc_I8, extent);
                il.Emit(OpCodes.Rem_Un);
            }

            il.Emit(OpCodes.Stloc, counter);
            counters[variable] = counter;
            bound.Add(variable);
            divisor *= extent;
        }
    }

    /// <summary>A position as a counter of the innermost position loop, from 0 to its extent.</summary>
    private void PushWithin(Action pushPosition, LocalBuilder start, long extent)
    {
        pushPosition();
        il.Emit(OpCodes.Ldloc, start);
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Ldc_I8, 0L);
        il.Emit(OpCodes.Call, ScalarMethods.BinaryInteger(Language.Lowering.ScalarOperation.Maximum));
        il.Emit(OpCodes.Ldc_I8, extent);
        il.Emit(OpCodes.Call, ScalarMethods.BinaryInteger(Language.Lowering.ScalarOperation.Minimum));
    }

    private void PushFirstPosition()
    {
        if (sequence is null)
            il.LoadFirstPosition();
        else
            sequence.Turn.PushFirst(il);
    }

    private void PushLimitPosition()
    {
        if (sequence is null)
            il.LoadPositionLimit();
        else
            sequence.Turn.PushLimit(il);
    }

    /// <summary>A local with the turns that so many positions take.</summary>
    private LocalBuilder Turns(Action pushPosition)
    {
        var local = Rent(typeof(long));
        pushPosition();
        if (collapse.TurnsPerPosition > 1)
        {
            il.Emit(OpCodes.Ldc_I8, collapse.TurnsPerPosition);
            il.Emit(OpCodes.Mul);
        }

        il.Emit(OpCodes.Stloc, local);
        return local;
    }
}
