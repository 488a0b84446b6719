using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Choice;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Backends.Devices;
using Dsl.Runtime.Backends.OpenCl;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Tests.Backends.Cuda;
using Dsl.Runtime.Tests.Backends.Devices;

namespace Dsl.Runtime.Tests.Backends.Choice;

/// <summary>What is small is computed on the processor, what is large on a device where there is one; values go between them as they are read.</summary>
public sealed class AutomaticBackendTests
{
    private const int Large = 256;

    private static readonly DeviceLimits Limits = new(32768, 256, HasDoubles: true, HasTensorCores: false);

    [Fact]
    public void A_device_is_looked_for_when_something_large_comes_and_only_then()
    {
        var searches = 0;
        using var backend = new AutomaticBackend(new CpuBackend(), () =>
        {
            searches++;
            return null;
        }, Unknown);
        backend.Compile(Product(16)).Dispose();
        Assert.Equal(0, searches);
        backend.Compile(Product(Large)).Dispose();
        backend.Compile(Product(Large)).Dispose();
        Assert.Equal(1, searches);
    }

    [Fact]
    public void Large_computations_go_to_the_device_and_small_ones_do_not()
    {
        var device = new NullDevice(Limits);
        using var backend = new AutomaticBackend(new CpuBackend(), () => new DeviceBackend("null", device), Unknown);
        backend.Compile(Product(16)).Dispose();
        Assert.Empty(device.Sources);
        backend.Compile(Product(Large)).Dispose();
        Assert.NotEmpty(device.Sources);
        Assert.NotEmpty(backend.Figures);
    }

    [Fact]
    public void What_the_device_has_no_memory_for_goes_to_the_processor()
    {
        var device = new NullDevice(Limits, memoryBytes: 1000);
        using var backend = new AutomaticBackend(new CpuBackend(), () => new DeviceBackend("null", device), Unknown);
        AssertComputes(backend);
        Assert.Empty(device.Sources);
    }

    [Fact]
    public void What_the_driver_refuses_to_build_goes_to_the_processor()
    {
        var device = new NullDevice(Limits) { Trouble = new DeviceException("no", DeviceTrouble.Build) };
        using var backend = new AutomaticBackend(new CpuBackend(), () => new DeviceBackend("null", device), Unknown);
        AssertComputes(backend);
    }

    [FactRequiringOpenCl]
    public void Weights_go_between_device_and_processor()
    {
        using var processor = new CpuBackend();
        using var both = new AutomaticBackend(new CpuBackend(), static () => OpenClBackend.TryCreate(0), Unknown);
        Assert.Equal(Sums(processor), Sums(both));
        Assert.NotEmpty(both.Figures);
    }

    [Fact]
    public void A_device_is_taken_where_it_is_done_sooner_by_what_was_measured()
    {
        // 100 Gflop/s here, 10 Tflop/s there, and 5 microseconds for a launch: a product of two matrices is worth it from some hundred rows on.
        var rates = new DeviceRates(5e-6, 1e13, 1e11);
        var device = new NullDevice(Limits);
        using var backend = new AutomaticBackend(new CpuBackend(), () => new DeviceBackend("null", device), _ => rates);
        backend.Compile(Product(104)).Dispose();
        Assert.Empty(device.Sources);
        backend.Compile(Product(150)).Dispose();
        Assert.NotEmpty(device.Sources);
    }

    [Fact]
    public void A_device_that_is_slower_than_the_processor_is_never_taken()
    {
        var device = new NullDevice(Limits);
        using var backend = new AutomaticBackend(new CpuBackend(), () => new DeviceBackend("null", device), static _ => new DeviceRates(1e-6, 1e10, 1e11));
        backend.Compile(Product(2048)).Dispose();
        Assert.Empty(device.Sources);
    }

    [Fact]
    public void Turns_of_a_recurrence_count_as_launches()
    {
        var graph = new TestGraph();
        var builder = graph.Builder;
        var carry = new GraphInput("carry", TestGraph.Type(ElementType.Float32, 8, 8));
        var next = builder.MatrixProduct(builder.CreateInput(carry), builder.CreateInput(carry));
        var scan = builder.CreateScan(new ScanBody(new GraphInput("t", TestGraph.Type(ElementType.Int)), [carry], [], [], [next], []), 50, reverse: false, [graph.Spread(ElementType.Float32, 8, 8)]);
        var work = DeviceWork.Of(new CompileRequest([builder.CreateScanResult(scan, 0)], [], []));
        Assert.InRange(work.Launches, 100, 500);
    }

    [FactRequiringOpenCl]
    public void Rates_are_measured_once_and_kept()
    {
        var folder = Directory.CreateTempSubdirectory("nn-cache-").FullName;
        try
        {
            using var processor = new CpuBackend();
            using var first = OpenClBackend.TryCreate(0, out _, new DeviceOptions(folder))!;
            var measured = RateMeasurement.Of(first, processor, 0);
            Assert.True(measured is { LaunchSeconds: > 0 and < 1, DeviceRate: > 1e6, ProcessorRate: > 1e6 }, $"{measured}");
            var launches = first.Traffic.Launches;
            Assert.Equal(measured, RateMeasurement.Of(first, processor, 0));
            using var second = OpenClBackend.TryCreate(0, out _, new DeviceOptions(folder))!;
            Assert.Equal(measured, RateMeasurement.Of(second, processor, 0));
            Assert.Equal((launches, 0L), (first.Traffic.Launches, second.Traffic.Launches));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static DeviceRates? Unknown(DeviceBackend device) => null;

    private static CompileRequest Product(int size)
    {
        var graph = new TestGraph();
        return new CompileRequest([graph.Builder.MatrixProduct(Square(graph, "a", size), Square(graph, "b", size))], [], []);
    }

    private static Node Square(TestGraph graph, string name, int size) => graph.Builder.CreateInput(new GraphInput(name, TestGraph.Type(ElementType.Float32, size, size)));

    private static void AssertComputes(IBackend backend)
    {
        var graph = new TestGraph();
        var input = new GraphInput("a", TestGraph.Type(ElementType.Float32, Large, Large));
        var node = graph.Builder.CreateInput(input);
        using var program = backend.Compile(new CompileRequest([graph.Builder.Sum(graph.Builder.MatrixProduct(node, node), [0, 1])], [], []));
        using var ones = Tensor.Filled(ElementType.Float32, [Large, Large], 1);
        program.BindInput(input, ones);
        Assert.Null(program.Run(CancellationToken.None));
        Assert.Equal(Math.Pow(Large, 3), program.Output(0).GetDouble(0));
    }

    // A large step, a small reading, a small change, a large step, a small reading.
    private static List<double> Sums(IBackend backend)
    {
        var graph = new TestGraph();
        var builder = graph.Builder;
        var variable = new Variable("w", TestGraph.Type(ElementType.Float32, Large, Large), VariableKind.Parameter, null);
        var weight = builder.CreateVariable(variable, 0);
        var input = new GraphInput("x", variable.Type);
        using var step = backend.Compile(new CompileRequest([], [new VariableAssignment(variable, builder.MatrixProduct(weight, builder.CreateInput(input)))], []));
        using var reading = backend.Compile(new CompileRequest([builder.Sum(weight, [0, 1])], [], []));
        using var change = backend.Compile(new CompileRequest([], [new VariableAssignment(variable, builder.Add(weight, builder.ConstantLike(weight, 1)))], []));
        using var storage = Tensor.Filled(ElementType.Float32, [Large, Large], 1);
        using var diagonal = new Tensor(ElementType.Float32, [Large, Large]);
        for (var i = 0; i < Large; i++)
            diagonal.SetDouble((i * (long)Large) + i, 2);
        foreach (var program in (ICompiledProgram[])[step, reading, change])
            program.BindVariable(variable, storage);
        step.BindInput(input, diagonal);
        var sums = new List<double>();
        foreach (var program in (ICompiledProgram[])[step, reading, change, step, reading, step, step, reading, change, reading])
        {
            Assert.Null(program.Run(CancellationToken.None));
            if (program == reading)
                sums.Add(program.Output(0).GetDouble(0));
        }

        sums.Add(storage.GetDouble(77));
        return sums;
    }
}
