using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu.Runners;

/// <summary>
/// Runs a recurrence: the body's buffers are pointed at this turn's slices, so that nothing is copied but the first and last carries. A carried value that is
/// stacked too has its place in the stack.
/// </summary>
internal sealed unsafe class ScanRunner
{
    private readonly KernelMachine body;
    private readonly RunCancellation running;
    private readonly int length;
    private readonly bool isReverse;
    private readonly int workspace;
    private readonly int indexSlot;
    private readonly Carry[] carries;
    private readonly Slice[] sequences;
    private readonly Slice[] stacked;
    private readonly (int Outer, int Inner)[] captures;

    public ScanRunner(ScanKernel scan, KernelMachine body, RunCancellation running)
    {
        this.body = body;
        this.running = running;
        length = scan.Length;
        isReverse = scan.Reverse;
        var order = scan.Operands;
        workspace = order.IndexOf(scan.Workspace);
        indexSlot = InputSlot(scan, scan.Source.Index);
        carries = [.. Enumerable.Range(0, scan.FinalCarries.Length).Select(i => MakeCarry(scan, i))];
        sequences = [.. scan.Sequences.Select((buffer, i) => new Slice(order.IndexOf(buffer), InputSlot(scan, scan.Source.Sequences[i]), SliceBytes(buffer)))];
        stacked = [.. scan.Stacked.Select((buffer, i) => new Slice(order.IndexOf(buffer), body.SlotOf(scan.Body.Outputs[carries.Length + i]), SliceBytes(buffer)))];
        captures = [.. scan.Captures.Select((buffer, i) => (order.IndexOf(buffer), InputSlot(scan, scan.Source.Captures[i])))];
    }

    public void Run(nint* operands, FaultCell* fault, long first, long limit)
    {
        var memory = operands[workspace];
        body.PlaceArena(memory);
        foreach (var (outer, inner) in captures)
            Point(inner, operands[outer]);
        foreach (var carry in carries)
            Copy(operands[carry.Initial], Before(carry, 0, operands, memory), carry.Bytes);
        for (var turn = 0; turn < length; turn++)
        {
            if (running.Token.IsCancellationRequested)
                running.Token.ThrowIfCancellationRequested();
            var index = (long)(isReverse ? length - 1 - turn : turn);
            Point(indexSlot, (nint)(&index));
            foreach (var slice in sequences)
                Point(slice.Inner, operands[slice.Outer] + (nint)(index * slice.Bytes));
            foreach (var slice in stacked)
                Point(slice.Inner, operands[slice.Outer] + (nint)(index * slice.Bytes));
            foreach (var carry in carries)
            {
                Point(carry.Read, Before(carry, turn, operands, memory));
                Point(carry.Written, Before(carry, turn + 1, operands, memory));
            }

            body.RunBody(fault);
            if (fault->Kind != FaultKind.None)
                return;
        }

        foreach (var carry in carries)
            Copy(Before(carry, length, operands, memory), operands[carry.Final], carry.Bytes);
    }

    // Where the value lies that is carried into a turn; after the last one, what the recurrence ends with.
    private nint Before(in Carry carry, int turn, nint* operands, nint memory)
    {
        // A stack of what is carried into turns has a place for each of them; one of what is carried on has the place of the turn before.
        var stackedTurn = carry.StacksResults ? turn - 1 : turn;
        if (carry.Stack < 0 || stackedTurn < 0 || stackedTurn >= length)
            return memory + (nint)((turn & 1) == 0 ? carry.First : carry.Second);
        return operands[carry.Stack] + (nint)((isReverse ? length - 1 - stackedTurn : stackedTurn) * carry.Bytes);
    }

    private static void Copy(nint from, nint to, long bytes)
    {
        if (from != to)
            Buffer.MemoryCopy((void*)from, (void*)to, bytes, bytes);
    }

    private Carry MakeCarry(ScanKernel scan, int index)
    {
        var order = scan.Operands;
        var read = InputSlot(scan, scan.Source.Carries[index]);
        var written = body.SlotOf(scan.Body.Outputs[index]);
        var stack = scan.StackOf(index);
        return new Carry(
            order.IndexOf(scan.InitialCarries[index]), order.IndexOf(scan.FinalCarries[index]), read, written,
            scan.CarryOffsets[index].First, scan.CarryOffsets[index].Second, scan.FinalCarries[index].ByteCount,
            stack is var (number, _) ? order.IndexOf(scan.Stacked[number]) : -1, stack?.HoldsResults ?? false);
    }

    private static long SliceBytes(TensorBuffer buffer) => buffer.Shape[0] == 0 ? 0 : buffer.ByteCount / buffer.Shape[0];

    /// <summary>The body's slot for an input, or -1 when the body does not read it.</summary>
    private int InputSlot(ScanKernel scan, GraphInput input) => scan.InputOf(input) is { } buffer ? body.SlotOf(buffer) : -1;

    private void Point(int slot, nint address)
    {
        if (slot >= 0)
            body.SetAddress(slot, address);
    }

    private readonly record struct Carry(int Initial, int Final, int Read, int Written, long First, long Second, long Bytes, int Stack, bool StacksResults);

    private readonly record struct Slice(int Outer, int Inner, long Bytes);
}
