using System.Reflection.Emit;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu.Elements;

/// <summary>The last member of a sequence, where it is computed one turn behind the others; a turn is a single position there.</summary>
/// <param name="Code">Receives the code.</param>
/// <param name="Emitter">Emits the member for the turn before.</param>
/// <param name="Host">The place of the member within whose loop it is computed; those before it come first.</param>
/// <param name="HasBegun">Not zero when there was a turn before.</param>
/// <param name="Turn">The position of the turn before and the one after it.</param>
/// <param name="PrivateBases">Where the worker's own memory began in the turn before.</param>
internal sealed record TrailingTurn(
    ILGenerator Code, ElementKernelEmitter Emitter, int Host, LocalBuilder HasBegun, LoopBounds Turn, Dictionary<TensorBuffer, LocalBuilder> PrivateBases)
{
    /// <summary>Null where the last member cannot be computed within the loop of one of the first two, or where nothing is gained.</summary>
    /// <param name="il">Receives the code.</param>
    /// <param name="locals">The function's locals.</param>
    /// <param name="sequence">The sequence.</param>
    /// <param name="members">What emits each of its members.</param>
    /// <param name="bases">Where each operand begins.</param>
    public static TrailingTurn? Of(
        ILGenerator il, LocalPool locals, MemberSequence sequence, ElementKernelEmitter[] members, Dictionary<TensorBuffer, LocalBuilder> bases)
    {
        var segment = sequence.Segment;
        if (segment.Turn != 1 || members.Length < 2 || members.Length < segment.Members.Length)
            return null;
        var host = IsKeptBySecond(segment) && members[^1].CanTrailElements(members[1], segment.Private.ToHashSet()) ? 1 : 0;
        if (host == 0 && !members[^1].CanTrailReduction(members[0]))
            return null;
        var earlier = new Dictionary<TensorBuffer, LocalBuilder>(bases, ReferenceEqualityComparer.Instance);
        var privateBases = new Dictionary<TensorBuffer, LocalBuilder>(ReferenceEqualityComparer.Instance);
        foreach (var buffer in segment.Private)
            earlier[buffer] = privateBases[buffer] = locals.Rent(typeof(nint));
        var turn = new LoopBounds(0, 0, locals.Rent(typeof(long)), locals.Rent(typeof(long)));
        return new TrailingTurn(il, members[^1].With(earlier, turn), host, locals.Rent(typeof(int)), turn, privateBases);
    }

    /// <summary>Before the first turn: what is read of a turn before lies somewhere that may be read.</summary>
    public void EmitStart(Dictionary<TensorBuffer, LocalBuilder> bases, LocalBuilder first)
    {
        Code.Emit(OpCodes.Ldc_I4_0);
        Code.Emit(OpCodes.Stloc, HasBegun);
        Keep(bases, first, first);
    }

    /// <summary>The turn of the members up to the host, with the last one's turn before.</summary>
    /// <param name="members">What emits each member.</param>
    /// <param name="host">Emits the host's turn.</param>
    public void EmitWith(ElementKernelEmitter[] members, Action host) => members[Host].EmitTurnWith(
        Emitter,
        HasBegun,
        () =>
        {
            for (var i = 0; i < Host; i++)
                members[i].EmitTurn();
        },
        host);

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

    /// <summary>
    /// Whether the second of at least three members stores all elements of the worker's own memory that the last one reads, and reads all that the first one stores there: then the first one's
    /// results lie elsewhere, and what the last one reads is still there when the second member's loop comes by.
    /// </summary>
    private static bool IsKeptBySecond(FusedSegment segment)
    {
        if (segment.Members.Length < 3)
            return false;
        var (first, second, last) = (segment.Members[0].Kernel, segment.Members[1].Kernel, segment.Members[^1].Kernel);
        return last.Reads.All(buffer => !segment.Private.Contains(buffer) || buffer.ElementCount == segment.Positions || second.Writes.Contains(buffer))
            && first.Writes.All(buffer => !segment.Private.Contains(buffer) || second.Reads.Contains(buffer));
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
