using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu;

/// <summary>
/// Runs a recurrence: the body's buffers are pointed at this turn's slices, so that nothing is copied but the first and last carries.
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
        carries = [.. Enumerable.Range(0, scan.FinalCarries.Length).Select(i => new Carry(
            order.IndexOf(scan.InitialCarries[i]),
            order.IndexOf(scan.FinalCarries[i]),
            InputSlot(scan, scan.Source.Carries[i]),
            body.SlotOf(scan.Body.Outputs[i]),
            scan.CarryOffsets[i].First,
            scan.CarryOffsets[i].Second,
            scan.FinalCarries[i].ByteCount))];
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
            Buffer.MemoryCopy((void*)operands[carry.Initial], (void*)(memory + (nint)carry.First), carry.Bytes, carry.Bytes);
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
                var isEven = (turn & 1) == 0;
                Point(carry.Read, memory + (nint)(isEven ? carry.First : carry.Second));
                Point(carry.Written, memory + (nint)(isEven ? carry.Second : carry.First));
            }

            body.RunBody(fault);
            if (fault->Kind != FaultKind.None)
                return;
        }

        foreach (var carry in carries)
        {
            var last = memory + (nint)((length & 1) == 0 ? carry.First : carry.Second);
            Buffer.MemoryCopy((void*)last, (void*)operands[carry.Final], carry.Bytes, carry.Bytes);
        }
    }

    private static long SliceBytes(TensorBuffer buffer) => buffer.Shape[0] == 0 ? 0 : buffer.ByteCount / buffer.Shape[0];

    /// <summary>The body's slot for an input, or -1 when the body does not read it.</summary>
    private static int InputSlot(ScanKernel scan, GraphInput input)
    {
        for (var slot = 0; slot < scan.Body.Buffers.Length; slot++)
        {
            if (scan.Body.Buffers[slot].Placement is InputPlacement placement && placement.Input == input)
                return slot;
        }

        return -1;
    }

    private void Point(int slot, nint address)
    {
        if (slot >= 0)
            body.SetAddress(slot, address);
    }

    private readonly record struct Carry(int Initial, int Final, int Read, int Written, long First, long Second, long Bytes);

    private readonly record struct Slice(int Outer, int Inner, long Bytes);
}
