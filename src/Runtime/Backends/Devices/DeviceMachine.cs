using System.Diagnostics;
using Dsl.Language.Lowering;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Devices;

/// <summary>The kernels of one schedule on a device; a recurrence's body is a machine inside it.</summary>
internal sealed unsafe class DeviceMachine : IDisposable
{
    private readonly DeviceContext context;
    private readonly nint fault;
    private readonly DevicePlace[] places;
    private readonly Dictionary<TensorBuffer, int> slots = new(ReferenceEqualityComparer.Instance);
    private readonly List<nint> owned = [];
    private readonly List<(int Slot, long Offset)> arenaSlots = [];
    private readonly List<DeviceMachine> bodies = [];
    private readonly IDeviceStep[] steps;
    private long constantBytes;
    private readonly List<Kernel> numbered;
    private readonly StepRecorder? recorder;
    private readonly DeviceSources sources;

    /// <param name="program">What to run.</param>
    /// <param name="sources">The texts of its kernels, which the context has built.</param>
    /// <param name="context">Where.</param>
    /// <param name="fault">Device memory for a fault, shared with recurrences.</param>
    /// <param name="numbered">The kernels by the numbers that faults name; kernels of this machine are added.</param>
    public DeviceMachine(KernelProgram program, DeviceSources sources, DeviceContext context, nint fault, List<Kernel> numbered)
    {
        this.context = context;
        this.fault = fault;
        this.numbered = numbered;
        this.sources = sources;
        Program = program;
        places = new DevicePlace[program.Buffers.Length];
        for (var slot = 0; slot < places.Length; slot++)
        {
            var (buffer, placement) = program.Buffers[slot];
            slots.Add(buffer, slot);
            if (placement is ArenaPlacement arena)
                arenaSlots.Add((slot, arena.Offset));
            else if (placement is ConstantPlacement constant)
                places[slot] = new DevicePlace(Constant(buffer, constant), 0);
        }

        steps = [.. program.Kernels.Select(Prepare)];
        recorder = context.CanRecord ? new StepRecorder(this) : null;
    }

    public KernelProgram Program { get; }

    public DeviceContext Context => context;

    /// <summary>Memory for constants.</summary>
    public long ConstantBytes => constantBytes + bodies.Sum(static body => body.ConstantBytes);

    public int SlotOf(TensorBuffer buffer) => slots[buffer];

    /// <summary>Where a buffer lies.</summary>
    public DevicePlace this[int slot]
    {
        get => places[slot];
        set => places[slot] = value;
    }

    public DevicePlace PlaceOf(TensorBuffer buffer) => places[slots[buffer]];

    /// <summary>Gives the temporaries their places.</summary>
    public void PlaceArena(DevicePlace arena)
    {
        foreach (var (slot, offset) in arenaSlots)
            places[slot] = new DevicePlace(arena.Memory, arena.Offset + offset);
    }

    /// <summary>Where all buffers lie.</summary>
    public ReadOnlySpan<DevicePlace> Places => places;

    /// <summary>Runs the steps from one position to another, by one call where they are the same as before and the device can do that.</summary>
    public void Run(int first, int limit, CancellationToken cancellation)
    {
        if (context.Observer is { } observer)
            RunObserved(observer, first, limit, cancellation);
        else if (recorder is null)
            Enqueue(first, limit, cancellation);
        else
            recorder.Run(first, limit, cancellation);
    }

    /// <summary>Whether a step needs nothing of the host.</summary>
    public bool IsRecordable(int step) => steps[step].IsRecordable;

    /// <summary>Puts the steps from one position to another into the queue, one after the other.</summary>
    public void Enqueue(int first, int limit, CancellationToken cancellation)
    {
        for (var i = first; i < limit; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            steps[i].Run(this);
        }
    }

    public void Dispose()
    {
        recorder?.Dispose();
        foreach (var step in steps)
            step.Dispose();
        foreach (var memory in owned)
            context.Free(memory);
    }

    private void RunObserved(ILaunchObserver observer, int first, int limit, CancellationToken cancellation)
    {
        context.Finish();
        for (var i = first; i < limit; i++)
        {
            var begun = Stopwatch.GetTimestamp();
            Enqueue(i, i + 1, cancellation);
            context.Finish();
            observer.Launched(Program, i, Stopwatch.GetTimestamp() - begun);
        }
    }

    private IDeviceStep Prepare(Kernel kernel)
    {
        var number = numbered.Count;
        numbered.Add(kernel);
        if (kernel is ScanKernel { IsOneLaunch: false } scan)
        {
            var body = new DeviceMachine(scan.Body, sources, context, fault, numbered);
            bodies.Add(body);
            return new DeviceScan(scan, body);
        }

        if (kernel is SolveKernel solve)
            return new HostSolve(solve, fault, number);
        var own = new DeviceKernel(context, sources[kernel], [.. kernel.Operands.Select(SlotOf)], number, fault);

        // A kernel that writes a variable looks first whether there was a fault; a library does not.
        return kernel is ContractionKernel contraction && Program.Buffers[SlotOf(contraction.Output.Buffer)].Placement is not VariablePlacement
            ? context.Prefer(contraction, (SlotOf(contraction.Left.Buffer), SlotOf(contraction.Right.Buffer), SlotOf(contraction.Output.Buffer)), own)
            : own;
    }

    private nint Constant(TensorBuffer buffer, ConstantPlacement constant)
    {
        using var tensor = constant.Values.Length == 1
            ? Tensor.Filled(buffer.Element, buffer.Shape, constant.Values[0])
            : Tensor.FromDoubles(buffer.Element, buffer.Shape, constant.Values.AsSpan());
        var memory = context.Allocate(tensor.ByteCount);
        owned.Add(memory);
        context.Upload(new DevicePlace(memory, 0), tensor.Address, tensor.ByteCount);
        constantBytes += tensor.ByteCount;
        return memory;
    }
}
