using System.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Runtime.Backends.Cpu.Threads;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu.Runners;

/// <summary>
/// Runs a recurrence: the body's buffers are pointed at this turn's slices, so that nothing is copied but the first and last carries. A carried value that is
/// stacked too has its place in the stack. Where turns are one launch, a thread takes each chunk through all of them.
/// </summary>
internal sealed unsafe class ScanRunner : IChunkedJob
{
    private readonly KernelMachine[] bodies;
    private readonly MachineParts parts;
    private readonly bool isOneLaunch;
    private readonly int length;
    private readonly bool isReverse;
    private readonly int workspace;
    private readonly int indexSlot;
    private readonly Carry[] carries;
    private readonly Slice[] sequences;
    private readonly Slice[] stacked;
    private readonly (int Outer, int Inner)[] captures;
    private nint* current;

    /// <param name="scan">The recurrence.</param>
    /// <param name="bodies">The machine of a turn; where turns are one launch, one for each thread.</param>
    /// <param name="parts">What the machines share.</param>
    public ScanRunner(ScanKernel scan, KernelMachine[] bodies, MachineParts parts)
    {
        this.bodies = bodies;
        this.parts = parts;
        isOneLaunch = scan.IsOneLaunch;
        var body = bodies[0];
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
        foreach (var carry in carries)
            Copy(operands[carry.Initial], Before(carry, 0, operands, memory), carry.Bytes);
        if (isOneLaunch)
        {
            RunChunks(operands);
        }
        else
        {
            RunTurns(operands, fault);
            if (fault->Kind != FaultKind.None)
                return;
        }

        foreach (var carry in carries)
            Copy(Before(carry, length, operands, memory), operands[carry.Final], carry.Bytes);
    }

    /// <summary>Takes a chunk through all turns.</summary>
    public void RunChunk(int chunk, int worker)
    {
        var body = bodies[worker];
        var launch = body.OnlyLaunch!;
        var index = 0L;
        PointToCaptures(body, current);
        for (var turn = 0; turn < length; turn++)
        {
            PointToTurn(body, current, turn, &index);
            launch.RunChunk(chunk, worker);
        }
    }

    private void RunTurns(nint* operands, FaultCell* fault)
    {
        var body = bodies[0];
        var index = 0L;
        PointToCaptures(body, operands);
        for (var turn = 0; turn < length; turn++)
        {
            PointToTurn(body, operands, turn, &index);
            body.RunBody(fault);
            if (fault->Kind != FaultKind.None)
                return;
        }
    }

    // A profile sees turns that take the same time each.
    private void RunChunks(nint* operands)
    {
        current = operands;
        var started = Stopwatch.GetTimestamp();
        parts.Gang.Run(this, bodies[0].OnlyLaunch!.Chunks);
        if (parts.Observer is not { } observer)
            return;
        var ticks = (Stopwatch.GetTimestamp() - started) / length;
        for (var turn = 0; turn < length; turn++)
            observer.Launched(bodies[0].Program, 0, ticks);
    }

    private void PointToCaptures(KernelMachine body, nint* operands)
    {
        body.PlaceArena(operands[workspace]);
        foreach (var (outer, inner) in captures)
            Point(body, inner, operands[outer]);
    }

    private void PointToTurn(KernelMachine body, nint* operands, int turn, long* index)
    {
        var token = parts.Cancellation.Token;
        if (token.IsCancellationRequested)
            token.ThrowIfCancellationRequested();
        var memory = operands[workspace];
        var at = isReverse ? length - 1 - turn : turn;
        *index = at;
        Point(body, indexSlot, (nint)index);
        foreach (var slice in sequences)
            Point(body, slice.Inner, operands[slice.Outer] + (nint)(at * slice.Bytes));
        foreach (var slice in stacked)
            Point(body, slice.Inner, operands[slice.Outer] + (nint)(at * slice.Bytes));
        foreach (var carry in carries)
        {
            Point(body, carry.Read, Before(carry, turn, operands, memory));
            Point(body, carry.Written, Before(carry, turn + 1, operands, memory));
        }
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
        var written = bodies[0].SlotOf(scan.Body.Outputs[index]);
        var stack = scan.StackOf(index);
        return new Carry(
            order.IndexOf(scan.InitialCarries[index]), order.IndexOf(scan.FinalCarries[index]), read, written,
            scan.CarryOffsets[index].First, scan.CarryOffsets[index].Second, scan.FinalCarries[index].ByteCount,
            stack is var (number, _) ? order.IndexOf(scan.Stacked[number]) : -1, stack?.HoldsResults ?? false);
    }

    private static long SliceBytes(TensorBuffer buffer) => buffer.Shape[0] == 0 ? 0 : buffer.ByteCount / buffer.Shape[0];

    /// <summary>The body's slot for an input, or -1 when the body does not read it.</summary>
    private int InputSlot(ScanKernel scan, GraphInput input) => scan.InputOf(input) is { } buffer ? bodies[0].SlotOf(buffer) : -1;

    private static void Point(KernelMachine body, int slot, nint address)
    {
        if (slot >= 0)
            body.SetAddress(slot, address);
    }

    private readonly record struct Carry(int Initial, int Final, int Read, int Written, long First, long Second, long Bytes, int Stack, bool StacksResults);

    private readonly record struct Slice(int Outer, int Inner, long Bytes);
}
