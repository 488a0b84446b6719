using System.Diagnostics;
using System.Runtime.InteropServices;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Backends.Devices;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Backends.Choice;

/// <summary>Measures what a device and the processor can do, once for both: the figures are kept with the device's kernels.</summary>
internal static class RateMeasurement
{
    private const int DeviceSize = 1024;
    private const int ProcessorSize = 512;
    private const int SmallSize = 64;
    private const int ManyRuns = 100;
    private const int MostRuns = 8;
    private static readonly TimeSpan Enough = TimeSpan.FromMilliseconds(20);

    /// <summary>The figures; null where the device computes nothing, as when it has too little memory.</summary>
    /// <param name="device">The device.</param>
    /// <param name="processor">The processor.</param>
    /// <param name="threads">Threads of the processor; 0 for as many as the process may use.</param>
    public static DeviceRates? Of(DeviceBackend device, CpuBackend processor, int threads)
    {
        var (machine, context) = (MachineDescription.Here(), device.Context);
        var key = ModuleKey.Of(
            $"rates: {machine.Name}, {(threads > 0 ? threads : machine.Cores)} threads", context.Device, $"{context.BuildOptions} {typeof(RateMeasurement).Assembly.ManifestModule.ModuleVersionId}");
        if (context.Cache?.TryRead(key) is { } stored && stored.Length == Marshal.SizeOf<DeviceRates>())
            return MemoryMarshal.Read<DeviceRates>(stored);
        if (Time(device, Small(), SmallSize, ManyRuns) is not { } launch || Time(device, Product(DeviceSize), DeviceSize, MostRuns) is not { } there
            || Time(processor, Product(ProcessorSize), ProcessorSize, MostRuns) is not { } here)
            return null;
        var rates = new DeviceRates(launch, OperationsOf(DeviceSize) / there, OperationsOf(ProcessorSize) / here);
        context.Cache?.Write(key, MemoryMarshal.AsBytes(new ReadOnlySpan<DeviceRates>(in rates)));
        return rates;
    }

    private static double OperationsOf(int size) => 2.0 * size * size * size;

    private static (GraphInput Input, Node Output) Product(int size)
    {
        var (builder, input) = (new GraphBuilder(), InputOf(size));
        var node = builder.CreateInput(input);
        return (input, builder.MatrixProduct(node, node));
    }

    private static (GraphInput Input, Node Output) Small()
    {
        var (builder, input) = (new GraphBuilder(), InputOf(SmallSize));
        var node = builder.CreateInput(input);
        return (input, builder.Add(node, node));
    }

    private static GraphInput InputOf(int size) => new("x", new TensorType(ElementType.Float32, new Shape([size, size])));

    // Seconds of a run among several without a wait between them.
    private static double? Time(IBackend backend, (GraphInput Input, Node Output) graph, int size, int most)
    {
        using var program = backend.Compile(new CompileRequest([graph.Output], [], []));
        if (program.HasStandingFault)
            return null;
        using var values = new Tensor(ElementType.Float32, [size, size]);
        program.BindInput(graph.Input, values);
        for (var i = 0; i < 2; i++)
            Run(program);
        var started = Stopwatch.GetTimestamp();
        Run(program);
        var single = Stopwatch.GetElapsedTime(started);
        var runs = (int)Math.Clamp(Enough / single, 1, most);
        started = Stopwatch.GetTimestamp();
        RuntimeFault? fault = null;
        for (var i = 0; i < runs && fault is null; i++)
            fault = program.Run(CancellationToken.None);
        program.Wait();
        return fault is null ? Math.Max(Stopwatch.GetElapsedTime(started).TotalSeconds / runs, double.Epsilon) : null;
    }

    private static void Run(ICompiledProgram program)
    {
        program.Run(CancellationToken.None);
        program.Wait();
    }
}
