using System.Reflection.Emit;
using Dsl.Language.Lowering;
using Dsl.Runtime.Backends.Cpu.Lanes;

namespace Dsl.Runtime.Backends.Cpu.Elements;

/// <summary>The first member of a sequence, where its reduction is gathered one turn ahead of the others; a turn is a single position there.</summary>
/// <param name="Code">Receives the code.</param>
/// <param name="Emitter">Emits the reduction for the turn to come.</param>
/// <param name="Turn">The position of that turn.</param>
/// <param name="Result">Holds the reduction's result until its turn.</param>
internal sealed record LeadingTurn(ILGenerator Code, ElementKernelEmitter Emitter, LoopBounds Turn, LocalBuilder Result)
{
    /// <summary>The place of the member within whose loop the reduction is gathered.</summary>
    public const int Host = 1;

    /// <summary>Null where the first member's reduction cannot be gathered within the loop of the second.</summary>
    /// <param name="il">Receives the code.</param>
    /// <param name="locals">The function's locals.</param>
    /// <param name="sequence">The sequence.</param>
    /// <param name="members">What emits each of its members.</param>
    /// <param name="trailing">The last member, where it is computed one turn behind.</param>
    public static LeadingTurn? Of(ILGenerator il, LocalPool locals, MemberSequence sequence, ElementKernelEmitter[] members, TrailingTurn? trailing)
    {
        var segment = sequence.Segment;
        if (segment.Turn != 1 || members.Length <= Host || members.Length < segment.Members.Length || trailing is { Host: not Host } || !members[0].CanLead(members[Host]))
            return null;
        var turn = new LoopBounds(0, 0, locals.Rent(typeof(long)), locals.Rent(typeof(long)));
        var result = locals.Rent(typeof(float));
        return new LeadingTurn(il, members[0].Leading(turn, result), turn, result);
    }

    /// <summary>Before the first turn, if there is one: its reduction.</summary>
    /// <param name="members">What emits each member.</param>
    /// <param name="first">The first turn's position.</param>
    public void EmitStart(ElementKernelEmitter[] members, LocalBuilder first)
    {
        var nothing = Code.DefineLabel();
        Code.Emit(OpCodes.Ldloc, first);
        Code.LoadPositionLimit();
        Code.Emit(OpCodes.Bge, nothing);
        Code.Emit(OpCodes.Ldloc, first);
        Code.Emit(OpCodes.Stloc, Turn.FirstLocal!);
        Emitter.EmitFirst(members[Host], Result);
        Code.MarkLabel(nothing);
    }

    /// <summary>At the beginning of a turn, which position comes next; for the last one that is itself once more, since behind it there may be no memory.</summary>
    /// <param name="limit">The position after the turn's.</param>
    public void EmitNext(LocalBuilder limit)
    {
        Code.Emit(OpCodes.Ldloc, limit);
        Code.LoadPositionLimit();
        Code.Emit(OpCodes.Ldc_I8, 1L);
        Code.Emit(OpCodes.Sub);
        Code.Emit(OpCodes.Call, ScalarMethods.BinaryInteger(ScalarOperation.Minimum));
        Code.Emit(OpCodes.Stloc, Turn.FirstLocal!);
    }

    /// <summary>The host's turn, with the reduction of the turn to come.</summary>
    public void EmitWith(ElementKernelEmitter[] members) => members[Host].EmitTurnWith(Emitter, Result);
}
