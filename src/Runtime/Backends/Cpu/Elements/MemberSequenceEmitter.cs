using System.Reflection.Emit;
using Dsl.Runtime.Backends.Cpu.Lanes;

namespace Dsl.Runtime.Backends.Cpu.Elements;

/// <summary>Emits a sequence of members: a loop of turns around the loops of all members.</summary>
internal static class MemberSequenceEmitter
{
    /// <summary>Emits the function's body.</summary>
    /// <returns>The number of locals that the method has.</returns>
    public static int Emit(ILGenerator il, MemberSequence sequence)
    {
        var segment = sequence.Segment;
        var locals = new LocalPool(il);
        var (first, limit) = (locals.Rent(typeof(long)), locals.Rent(typeof(long)));
        var bases = OperandBases.Load(il, locals, sequence);
        var (top, test, whole) = (il.DefineLabel(), il.DefineLabel(), il.DefineLabel());
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Stloc, first);
        il.Emit(OpCodes.Br, test);
        il.MarkLabel(top);
        il.Emit(OpCodes.Ldloc, first);
        il.Emit(OpCodes.Ldc_I8, segment.Turn);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, limit);
        if (segment.Turn > 1)
        {
            il.Emit(OpCodes.Ldloc, limit);
            il.Emit(OpCodes.Ldarg_3);
            il.Emit(OpCodes.Ble, whole);
            il.Emit(OpCodes.Ldarg_3);
            il.Emit(OpCodes.Stloc, limit);
            il.MarkLabel(whole);
        }

        var (site, storesPastCaches) = (0, false);
        foreach (var member in segment.Members)
        {
            ElementKernelEmitter.EmitTurn(new SequenceScope(il, locals, sequence, bases, new LoopBounds(0, 0, first, limit), site), member);
            site += FaultSites.CountOf(member.Kernel);
            storesPastCaches |= member.Memory.StoresPastCaches;
        }

        foreach (var buffer in segment.Private)
            MoveBack(il, bases[buffer], buffer.ByteCount / segment.Positions * segment.Turn);
        il.Emit(OpCodes.Ldloc, limit);
        il.Emit(OpCodes.Stloc, first);
        il.MarkLabel(test);
        il.Emit(OpCodes.Ldloc, first);
        il.Emit(OpCodes.Ldarg_3);
        il.Emit(OpCodes.Blt, top);
        if (storesPastCaches)
            il.Emit(OpCodes.Call, LaneMemory.EndStores);
        il.Emit(OpCodes.Ret);
        return locals.Count;
    }

    /// <summary>A worker's own memory holds one turn: what is stored for the next one lies where that of this one did.</summary>
    private static void MoveBack(ILGenerator il, LocalBuilder start, long bytes)
    {
        il.Emit(OpCodes.Ldloc, start);
        il.Emit(OpCodes.Ldc_I8, bytes);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Stloc, start);
    }
}
