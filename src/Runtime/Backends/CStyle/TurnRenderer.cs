using System.Globalization;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling;

namespace Dsl.Runtime.Backends.CStyle;

/// <summary>
/// Writes the turns of a recurrence around the phases of one: before each of them the body's buffers are pointed at the turn's slices. A carried value that is stacked too has its
/// place in the stack; the first turn reads the initial values where they lie, and the last one writes what the recurrence ends with where that belongs.
/// </summary>
/// <param name="scan">The recurrence.</param>
internal sealed class TurnRenderer(ScanKernel scan)
{
    // Names of pointers are words: phases have names of one letter and a number for their values, and would hide others of that form.
    private const string Turn = "turn";
    private const string Index = "turn_index";

    /// <summary>Writes all turns of a group.</summary>
    /// <param name="text">The kernel around it.</param>
    /// <param name="scope">The block to write to, in which the group's positions are known.</param>
    /// <param name="segment">The positions.</param>
    /// <param name="phases">Writes the phases of a turn.</param>
    public void Write(KernelText text, RenderScope scope, FusedSegment segment, SegmentRenderer phases)
    {
        for (var carry = 0; carry < scan.FinalCarries.Length; carry++)
        {
            if (scan.StackOf(carry) is (var stack, false))
                Copy(text, scope, segment, phases, (scan.InitialCarries[carry], "0"), (scan.Stacked[stack], Slice(scan.Stacked[stack], Number("0"))));
        }

        for (var i = 0; i < scan.Captures.Length; i++)
        {
            if (scan.InputOf(scan.Source.Captures[i]) is { } capture && segment.Held.Contains(capture))
                scope.Line(string.Create(CultureInfo.InvariantCulture, $"for (int at = NN_ITEM; at < {capture.ElementCount}; at += {DeviceTarget.Items}) {{ {text.Store(capture, "at", CType.Load(capture.Element, text.Pointer(scan.Captures[i]), "at"))} }}"));
        }

        scope.Line("NN_BARRIER;");
        var turns = new RenderScope(scope, [], isGuarded: true);
        turns.Line($"const int {Index} = {Number(Turn)};");
        PlaceTemporaries(text, turns);
        PlaceSlices(text, turns);
        for (var carry = 0; carry < scan.FinalCarries.Length; carry++)
            PlaceCarry(text, turns, carry);
        phases.WritePhases(turns);
        turns.Line("NN_BARRIER;");
        scope.Block(string.Create(CultureInfo.InvariantCulture, $"NN_NO_UNROLL for (int {Turn} = 0; {Turn} < {scan.Length}; {Turn}++)"), turns);
        for (var carry = 0; carry < scan.FinalCarries.Length; carry++)
        {
            if (scan.StackOf(carry) is (var stack, true))
                Copy(text, scope, segment, phases, (scan.Stacked[stack], Slice(scan.Stacked[stack], Number(CType.Whole64(scan.Length - 1)))), (scan.FinalCarries[carry], "0"));
        }
    }

    // The place in a stack that belongs to a turn.
    private string Number(string turn) => scan.Reverse ? string.Create(CultureInfo.InvariantCulture, $"{scan.Length - 1} - {turn}") : turn;

    private static string Slice(TensorBuffer stack, string number) =>
        string.Create(CultureInfo.InvariantCulture, $"(i64)({number}) * {stack.ElementCount / stack.Shape[0]}");

    // The group's own part, each element by the item that comes to it.
    private static void Copy(KernelText text, RenderScope scope, FusedSegment segment, SegmentRenderer phases, (TensorBuffer Buffer, string Start) from, (TensorBuffer Buffer, string Start) to)
    {
        var elements = Math.Min(from.Buffer.ElementCount, to.Buffer.ElementCount) / segment.Positions;
        var value = text.Load(from.Buffer, $"{from.Start} + {phases.Start(elements)} + at");
        scope.Line(string.Create(CultureInfo.InvariantCulture, $"for (int at = NN_ITEM; at < {phases.Count(elements)}; at += {DeviceTarget.Items}) {{ {text.Store(to.Buffer, $"{to.Start} + {phases.Start(elements)} + at", value)} }}"));
    }

    private static string PointerType(TensorBuffer buffer, bool isWritten) => $"NN_GLOBAL {(isWritten ? string.Empty : "const ")}{CType.Of(buffer.Element).Stored}*";

    // Temporaries for which a group has no memory of its own.
    private void PlaceTemporaries(KernelText text, RenderScope turns)
    {
        var count = 0;
        foreach (var (buffer, placement) in scan.Body.Buffers)
        {
            if (placement is ArenaPlacement arena)
                Point(text, turns, buffer, string.Create(CultureInfo.InvariantCulture, $"temporary{count++}"), true, Work(text, buffer, arena.Offset));
        }
    }

    private void PlaceSlices(KernelText text, RenderScope turns)
    {
        if (scan.InputOf(scan.Source.Index) is { } index)
            text.Know(index, $"(i64){Index}");
        for (var i = 0; i < scan.Captures.Length; i++)
        {
            if (scan.InputOf(scan.Source.Captures[i]) is { } capture)
                text.Place(capture, text.Pointer(scan.Captures[i]));
        }

        for (var i = 0; i < scan.Sequences.Length; i++)
        {
            if (scan.InputOf(scan.Source.Sequences[i]) is { } slice)
                Point(text, turns, slice, string.Create(CultureInfo.InvariantCulture, $"sequence{i}"), false, $"{text.Pointer(scan.Sequences[i])} + {Slice(scan.Sequences[i], Index)}");
        }

        for (var i = 0; i < scan.Stacked.Length; i++)
        {
            var slice = scan.Body.Outputs[scan.FinalCarries.Length + i];
            if (!IsCarry(slice))
                Point(text, turns, slice, string.Create(CultureInfo.InvariantCulture, $"stacked{i}"), true, $"{text.Pointer(scan.Stacked[i])} + {Slice(scan.Stacked[i], Index)}");
        }
    }

    private bool IsCarry(TensorBuffer buffer) =>
        scan.Body.Outputs.Take(scan.FinalCarries.Length).Contains(buffer) || scan.Source.Carries.Any(carry => scan.InputOf(carry) == buffer);

    private void PlaceCarry(KernelText text, RenderScope turns, int carry)
    {
        var (written, stack) = (scan.Body.Outputs[carry], scan.StackOf(carry));
        var (first, second) = scan.CarryOffsets[carry];
        var (readName, writtenName) = (string.Create(CultureInfo.InvariantCulture, $"before{carry}"), string.Create(CultureInfo.InvariantCulture, $"after{carry}"));
        if (scan.InputOf(scan.Source.Carries[carry]) is { } read)
        {
            Point(text, turns, read, readName, false, stack is not (var number, var holdsResults) ? Work(text, read, first)
                : $"{text.Pointer(scan.Stacked[number])} + {Slice(scan.Stacked[number], Number(holdsResults ? $"({Turn} - ({Turn} > 0))" : Turn))}");
            if (stack is null)
                turns.Line($"if (({Turn} & 1) != 0) {readName} = {Work(text, read, second)};");
            if (stack is not (_, false))
                turns.Line($"if ({Turn} == 0) {readName} = {text.Pointer(scan.InitialCarries[carry])};");
        }

        Point(text, turns, written, writtenName, true, stack is not (var output, var isResult) ? Work(text, written, second)
            : $"{text.Pointer(scan.Stacked[output])} + {Slice(scan.Stacked[output], isResult ? Number(Turn) : Number($"({Turn} + ({Turn} < {scan.Length - 1}))"))}");
        if (stack is null)
            turns.Line($"if (({Turn} & 1) != 0) {writtenName} = {Work(text, written, first)};");
        if (stack is not (_, true))
            turns.Line(string.Create(CultureInfo.InvariantCulture, $"if ({Turn} == {scan.Length - 1}) {writtenName} = {text.Pointer(scan.FinalCarries[carry])};"));
    }

    // So many bytes into the memory that turns have for themselves.
    private string Work(KernelText text, TensorBuffer buffer, long offset) =>
        string.Create(CultureInfo.InvariantCulture, $"({PointerType(buffer, isWritten: true)})({text.Pointer(scan.Workspace)} + {offset / sizeof(long)})");

    private static void Point(KernelText text, RenderScope turns, TensorBuffer buffer, string name, bool isWritten, string place)
    {
        turns.Line($"{PointerType(buffer, isWritten)} {name} = {place};");
        text.Place(buffer, name);
    }
}
