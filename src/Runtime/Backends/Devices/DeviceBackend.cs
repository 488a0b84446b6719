using System.Collections.Immutable;
using System.Diagnostics;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.CStyle;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Optimization;
using Dsl.Runtime.Scheduling;

namespace Dsl.Runtime.Backends.Devices;

/// <summary>Computes on a device. To be used by one thread at a time.</summary>
public sealed class DeviceBackend : IDataHolder, IDisposable
{
    // CUDA promises 4096 bytes of arguments, of which a buffer takes 16.
    private const int MostOperandsOfCuda = 250;

    private const long PieceBytes = 4 << 20;

    private readonly DeviceContext context;
    private readonly SchedulingOptions options;

    /// <param name="name">The name by which a user chooses the device.</param>
    /// <param name="context">The device; disposed of with the backend.</param>
    internal DeviceBackend(string name, DeviceContext context)
    {
        Name = name;
        this.context = context;
        options = OptionsFor(context.Device);
    }

    public string Name { get; }

    /// <summary>The device.</summary>
    public DeviceDescription Device => context.Device;

    /// <summary>What it was asked to do so far.</summary>
    public DeviceTraffic Traffic => context.Traffic;

    public ImmutableArray<string> Figures => DeviceFigures.Lines(Name, context);

    /// <summary>Sees every launch, when a profile is wanted, which makes the host wait for each; null otherwise.</summary>
    public ILaunchObserver? Observer
    {
        get => context.Observer;
        set => context.Observer = value;
    }

    internal DeviceContext Context => context;

    public ICompiledProgram Compile(CompileRequest request)
    {
        var started = Stopwatch.GetTimestamp();
        return Load(Schedule(request), started, new DeviceResults(request.GuardOutput, request.KeepsOutputs));
    }

    long IDataHolder.AvailableBytes => DeviceMemory.Available(context);

    Tensor? IDataHolder.Hold(ElementType element, ImmutableArray<int> shape, Action<int, int, Tensor> fill)
    {
        var tensor = Tensor.Undefined(element, shape);
        try
        {
            var mirror = context.MirrorOf(tensor);
            var rowBytes = Math.Max(1, tensor.ByteCount / Math.Max(1, shape[0]));
            var rows = (int)Math.Clamp(PieceBytes / rowBytes, 1, shape[0]);
            using var piece = new Tensor(element, shape.SetItem(0, rows));
            for (var start = 0; start < shape[0]; start += rows)
            {
                var count = Math.Min(rows, shape[0] - start);
                fill(start, count, piece);
                context.Upload(mirror.Place with { Offset = mirror.Place.Offset + (start * rowBytes) }, piece.AddressToRead, count * rowBytes);
            }

            mirror.State = MirrorState.Ahead;
            context.Traffic.HeldBytes += tensor.ByteCount;
            return tensor;
        }
        catch (DeviceException)
        {
            // Data that is not held is brought batch by batch; a device that is lost says so then.
            tensor.Dispose();
            return null;
        }
    }

    public MemoryNeed? Measure(CompileRequest request) => DeviceMemory.Measure(Schedule(request), context);

    /// <summary>Builds the kernels of several requests at once, which takes less time than one after another.</summary>
    /// <exception cref="DeviceException">The driver refuses one.</exception>
    public void Prepare(IEnumerable<CompileRequest> requests) =>
        context.Modules.Require(requests.SelectMany(request => new DeviceSources(Schedule(request), context.Device).All));

    /// <summary>Brings home what is only on the device, and gives it back.</summary>
    public void Dispose() => context.Dispose();

    /// <summary>Builds the kernels of a schedule; one that the device cannot take gives a program whose runs report why.</summary>
    /// <param name="schedule">The kernels.</param>
    /// <param name="started">When its making began.</param>
    /// <param name="results">What becomes of its outputs.</param>
    internal ICompiledProgram Load(KernelProgram schedule, long started, DeviceResults results = default)
    {
        var need = DeviceMemory.Measure(schedule, context);
        if (!need.Fits)
            return Faulted(DeviceFaults.TooLarge(need, context.Device), schedule, started);
        try
        {
            return context.AllOrNothing(() => new DeviceProgram(schedule, new DeviceSources(schedule, context.Device, results.GuardOutput is not null), this, results, started));
        }
        catch (DeviceException exception)
        {
            return Faulted(DeviceFaults.Describe(exception, context.Device), schedule, started);
        }
    }

    /// <summary>The kernels of a request, for this device.</summary>
    internal KernelProgram Schedule(CompileRequest request) => Schedule(request, options with { MayUseLibrary = context.MayPrefer });

    /// <summary>The kernels of a request, for a device of that kind.</summary>
    internal static KernelProgram Schedule(CompileRequest request, DeviceDescription device) => Schedule(request, OptionsFor(device));

    private static KernelProgram Schedule(CompileRequest request, SchedulingOptions options) => Scheduler.Build(PassPipeline.Run(request), options);

    private static SchedulingOptions OptionsFor(DeviceDescription device) => SchedulingOptions.ForDevice(
        new DeviceTarget(device.Limits.SharedBytes, device.Dialect == CDialect.Cuda ? MostOperandsOfCuda : DeviceTarget.FewestOperands)
        {
            SharedBytesOnRequest = device.Limits.DynamicSharedBytes,
            HasTensorCores = device.Limits.HasTensorCores || device.Limits.EmulatesTensorCores,
            EnoughGroups = device.Limits.EnoughGroups,
        });

    private static FaultedProgram Faulted(RuntimeFault fault, KernelProgram schedule, long started) =>
        new(fault, new ProgramStatistics(schedule.Kernels.Length, schedule.Kernels.Count(static kernel => kernel is ContractionKernel or EpilogueKernel), schedule.ArenaBytes, Stopwatch.GetElapsedTime(started)));
}
