using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Devices;

/// <summary>
/// Runs a recurrence: before each turn the body's buffers are pointed at the turn's slices, so that only the first and the last carried values are copied. A carried
/// value that is stacked too has its place in the stack.
/// </summary>
internal sealed unsafe class DeviceScan : IDeviceStep
{
    private readonly ScanKernel scan;
    private readonly DeviceMachine body;
    private readonly nint turnNumbers;
    private readonly int indexSlot;
    private readonly Carry[] carries;
    private readonly Slice[] sequences;
    private readonly Slice[] stacked;
    private readonly (TensorBuffer Outer, int Inner)[] captures;

    public DeviceScan(ScanKernel scan, DeviceMachine body)
    {
        this.scan = scan;
        this.body = body;
        indexSlot = InputSlot(scan.Source.Index);
        carries = [.. Enumerable.Range(0, scan.FinalCarries.Length).Select(MakeCarry)];
        sequences = [.. scan.Sequences.Select((buffer, i) => new Slice(buffer, InputSlot(scan.Source.Sequences[i]), SliceBytes(buffer)))];
        stacked = [.. scan.Stacked.Select((buffer, i) => new Slice(buffer, body.SlotOf(scan.Body.Outputs[carries.Length + i]), SliceBytes(buffer)))];
        captures = [.. scan.Captures.Select((buffer, i) => (buffer, InputSlot(scan.Source.Captures[i])))];
        IsRecordable = Enumerable.Range(0, scan.Body.Kernels.Length).All(body.IsRecordable);
        if (indexSlot < 0)
            return;
        var numbers = new long[Math.Max(scan.Length, 1)];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = i;
        turnNumbers = body.Context.Allocate(numbers.LongLength * sizeof(long));
        fixed (long* place = numbers)
            body.Context.Write(turnNumbers, 0, (nint)place, numbers.LongLength * sizeof(long));
    }

    public bool IsRecordable { get; }

    public void Run(DeviceMachine machine)
    {
        var workspace = machine.PlaceOf(scan.Workspace);
        body.PlaceArena(workspace);
        foreach (var (outer, inner) in captures)
            Point(inner, machine.PlaceOf(outer), 0);
        foreach (var carry in carries)
            Copy(machine.PlaceOf(carry.Initial), Before(carry, 0, machine, workspace), carry.Bytes);
        for (var turn = 0; turn < scan.Length; turn++)
        {
            var index = scan.Reverse ? scan.Length - 1 - turn : turn;
            Point(indexSlot, new DevicePlace(turnNumbers, 0), (long)index * sizeof(long));
            foreach (var slice in sequences)
                Point(slice.Inner, machine.PlaceOf(slice.Outer), index * slice.Bytes);
            foreach (var slice in stacked)
                Point(slice.Inner, machine.PlaceOf(slice.Outer), index * slice.Bytes);
            foreach (var carry in carries)
            {
                Point(carry.Read, Before(carry, turn, machine, workspace), 0);
                Point(carry.Written, Before(carry, turn + 1, machine, workspace), 0);
            }

            body.Enqueue(0, scan.Body.Kernels.Length, CancellationToken.None);
        }

        foreach (var carry in carries)
            Copy(Before(carry, scan.Length, machine, workspace), machine.PlaceOf(carry.Final), carry.Bytes);
    }

    public void Dispose()
    {
        body.Context.Free(turnNumbers);
        body.Dispose();
    }

    private static long SliceBytes(TensorBuffer buffer) => buffer.Shape[0] == 0 ? 0 : buffer.ByteCount / buffer.Shape[0];

    // Where the value lies that is carried into a turn; after the last one, what the recurrence ends with.
    private DevicePlace Before(in Carry carry, int turn, DeviceMachine machine, DevicePlace workspace)
    {
        // A stack of what is carried into turns has a place for each of them; one of what is carried on has the place of the turn before.
        var stackedTurn = carry.StacksResults ? turn - 1 : turn;
        if (carry.Stack is null || stackedTurn < 0 || stackedTurn >= scan.Length)
            return workspace with { Offset = workspace.Offset + ((turn & 1) == 0 ? carry.First : carry.Second) };
        var stack = machine.PlaceOf(carry.Stack);
        return stack with { Offset = stack.Offset + ((scan.Reverse ? scan.Length - 1 - stackedTurn : stackedTurn) * carry.Bytes) };
    }

    private void Copy(DevicePlace from, DevicePlace to, long bytes)
    {
        if (from != to)
            body.Context.Copy(from.Memory, from.Offset, to.Memory, to.Offset, bytes);
    }

    private void Point(int slot, DevicePlace place, long offset)
    {
        if (slot >= 0)
            body[slot] = place with { Offset = place.Offset + offset };
    }

    private Carry MakeCarry(int index)
    {
        var read = InputSlot(scan.Source.Carries[index]);
        var written = body.SlotOf(scan.Body.Outputs[index]);
        var stack = scan.StackOf(index);
        return new Carry(
            scan.InitialCarries[index], scan.FinalCarries[index], read, written,
            scan.CarryOffsets[index].First, scan.CarryOffsets[index].Second, scan.FinalCarries[index].ByteCount,
            stack is var (number, _) ? scan.Stacked[number] : null, stack?.HoldsResults ?? false);
    }

    /// <summary>The body's slot for an input, or -1 when the body does not read it.</summary>
    private int InputSlot(GraphInput input) => scan.InputOf(input) is { } buffer ? body.SlotOf(buffer) : -1;

    private sealed record Carry(
        TensorBuffer Initial, TensorBuffer Final, int Read, int Written, long First, long Second, long Bytes, TensorBuffer? Stack, bool StacksResults);

    private sealed record Slice(TensorBuffer Outer, int Inner, long Bytes);
}
