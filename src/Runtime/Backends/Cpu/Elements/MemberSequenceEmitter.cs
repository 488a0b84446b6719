using System.Reflection.Emit;
using Dsl.Language.Lowering;
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
        var members = Emitters(il, locals, sequence, bases, new LoopBounds(0, 0, first, limit));
        var trailing = TrailingTurn.Of(il, locals, sequence, members, bases);
        var leading = LeadingTurn.Of(il, locals, sequence, members, trailing);
        var (top, test, whole) = (il.DefineLabel(), il.DefineLabel(), il.DefineLabel());
        il.LoadFirstPosition();
        il.Emit(OpCodes.Stloc, first);
        trailing?.EmitStart(bases, first);
        leading?.EmitStart(members, first);
        il.Emit(OpCodes.Br, test);
        il.MarkLabel(top);
        il.Emit(OpCodes.Ldloc, first);
        il.Emit(OpCodes.Ldc_I8, segment.Turn);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, limit);
        if (segment.Turn > 1)
        {
            il.Emit(OpCodes.Ldloc, limit);
            il.LoadPositionLimit();
            il.Emit(OpCodes.Ble, whole);
            il.LoadPositionLimit();
            il.Emit(OpCodes.Stloc, limit);
            il.MarkLabel(whole);
        }

        leading?.EmitNext(limit);
        EmitMembers(members, trailing, leading);
        trailing?.EmitEnd(bases, first, limit);
        foreach (var buffer in segment.Private)
            MoveBack(il, bases[buffer], buffer.ByteCount / segment.Positions * segment.Turn);
        il.Emit(OpCodes.Ldloc, limit);
        il.Emit(OpCodes.Stloc, first);
        il.MarkLabel(test);
        il.Emit(OpCodes.Ldloc, first);
        il.LoadPositionLimit();
        il.Emit(OpCodes.Blt, top);
        trailing?.EmitLast();
        if (segment.Members.Any(static member => member.Memory.StoresPastCaches))
            il.Emit(OpCodes.Call, LaneMemory.EndStores);
        il.Emit(OpCodes.Ret);
        return locals.Count;
    }

    /// <summary>All members' turns; a member that leads or trails is computed along with its host.</summary>
    private static void EmitMembers(ElementKernelEmitter[] members, TrailingTurn? trailing, LeadingTurn? leading)
    {
        for (var i = trailing?.Host ?? 0; i < (trailing is null ? members.Length : members.Length - 1); i++)
        {
            Action turn = leading is not null && i == LeadingTurn.Host ? () => leading.EmitWith(members) : members[i].EmitTurn;
            if (trailing?.Host == i)
                trailing.EmitWith(members, turn);
            else
                turn();
        }
    }

    /// <summary>What emits each member that has elements.</summary>
    private static ElementKernelEmitter[] Emitters(ILGenerator il, LocalPool locals, MemberSequence sequence, Dictionary<TensorBuffer, LocalBuilder> bases, LoopBounds turn)
    {
        var emitters = new List<ElementKernelEmitter>();
        var site = 0;
        foreach (var member in sequence.Segment.Members)
        {
            if (member.Kernel.Writes[0].ElementCount > 0)
                emitters.Add(ElementKernelEmitter.Of(new SequenceScope(il, locals, sequence, bases, turn, site), member));
            site += FaultSites.CountOf(member.Kernel);
        }

        return [.. emitters];
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
