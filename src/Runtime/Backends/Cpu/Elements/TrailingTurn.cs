using System.Reflection.Emit;
using Dsl.Language.Lowering;

namespace Dsl.Runtime.Backends.Cpu.Elements;

/// <summary>The last member of a sequence, where it is computed one turn behind the others; a turn is a single position there.</summary>
/// <param name="Code">Receives the code.</param>
/// <param name="Emitter">Emits the member for the turn before.</param>
/// <param name="HasBegun">Not zero when there was a turn before.</param>
/// <param name="Turn">The position of the turn before and the one after it.</param>
/// <param name="PrivateBases">Where the worker's own memory began in the turn before.</param>
internal sealed record TrailingTurn(
    ILGenerator Code, ElementKernelEmitter Emitter, LocalBuilder HasBegun, LoopBounds Turn, Dictionary<TensorBuffer, LocalBuilder> PrivateBases)
{
    /// <summary>Null where the last member cannot be computed within the loop of the first one, or where nothing is gained.</summary>
    /// <param name="il">Receives the code.</param>
    /// <param name="locals">The function's locals.</param>
    /// <param name="sequence">The sequence.</param>
    /// <param name="members">What emits each of its members.</param>
    /// <param name="bases">Where each operand begins.</param>
    public static TrailingTurn? Of(
        ILGenerator il, LocalPool locals, MemberSequence sequence, ElementKernelEmitter[] members, Dictionary<TensorBuffer, LocalBuilder> bases)
    {
        var segment = sequence.Segment;
        if (segment.Turn != 1 || members.Length < 2 || members.Length < segment.Members.Length || !members[^1].CanTrail(members[0]))
            return null;
        var earlier = new Dictionary<TensorBuffer, LocalBuilder>(bases, ReferenceEqualityComparer.Instance);
        var privateBases = new Dictionary<TensorBuffer, LocalBuilder>(ReferenceEqualityComparer.Instance);
        foreach (var buffer in segment.Private)
            earlier[buffer] = privateBases[buffer] = locals.Rent(typeof(nint));
        var turn = new LoopBounds(0, 0, locals.Rent(typeof(long)), locals.Rent(typeof(long)));
        var site = 0;
        foreach (var member in segment.Members[..^1])
            site += FaultSites.CountOf(member.Kernel);
        var emitter = ElementKernelEmitter.Of(new SequenceScope(il, locals, sequence, earlier, turn, site), segment.Members[^1]);
        return new TrailingTurn(il, emitter, locals.Rent(typeof(int)), turn, privateBases);
    }

    /// <summary>Before the first turn: what is read of a turn before lies somewhere that may be read.</summary>
    public void EmitStart(Dictionary<TensorBuffer, LocalBuilder> bases, LocalBuilder first)
    {
        Code.Emit(OpCodes.Ldc_I4_0);
        Code.Emit(OpCodes.Stloc, HasBegun);
        Keep(bases, first, first);
    }

    /// <summary>The first member's turn, with the last one's turn before.</summary>
    public void EmitWith(ElementKernelEmitter host) => host.EmitTurnWith(Emitter, HasBegun);

    /// <summary>The end of a turn, before the worker's own memory is given to the next one.</summary>
    public void EmitEnd(Dictionary<TensorBuffer, LocalBuilder> bases, LocalBuilder first, LocalBuilder limit)
    {
        Code.Emit(OpCodes.Ldc_I4_1);
        Code.Emit(OpCodes.Stloc, HasBegun);
        Keep(bases, first, limit);
    }

    /// <summary>The last turn of the last member, if there was any.</summary>
    public void EmitLast()
    {
        var nothing = Code.DefineLabel();
        Code.Emit(OpCodes.Ldloc, HasBegun);
        Code.Emit(OpCodes.Brfalse, nothing);
        Emitter.EmitTurn();
        Code.MarkLabel(nothing);
    }

    private void Keep(Dictionary<TensorBuffer, LocalBuilder> bases, LocalBuilder first, LocalBuilder limit)
    {
        Copy(first, Turn.FirstLocal!);
        Copy(limit, Turn.LimitLocal!);
        foreach (var (buffer, start) in PrivateBases)
            Copy(bases[buffer], start);
    }

    private void Copy(LocalBuilder from, LocalBuilder to)
    {
        Code.Emit(OpCodes.Ldloc, from);
        Code.Emit(OpCodes.Stloc, to);
    }
}
