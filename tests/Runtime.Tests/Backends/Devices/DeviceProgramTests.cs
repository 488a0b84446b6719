using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.CStyle;
using Dsl.Runtime.Backends.Devices;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Tests.Backends.Cuda;

namespace Dsl.Runtime.Tests.Backends.Devices;

/// <summary>Programs on a device whose kernels do nothing: transfers, memory, failures.</summary>
public sealed class DeviceProgramTests
{
    private static readonly DeviceLimits Limits = new(32768, 256, HasDoubles: true, HasTensorCores: false);

    [Fact]
    public void A_step_transfers_nothing_but_its_report()
    {
        var device = new NullDevice(Limits);
        using var backend = new DeviceBackend("null", device);
        using var network = new Perceptron(backend, batch: 32, width: 20, hidden: 10, classes: 3);
        network.Step();
        var (up, down) = (device.Traffic.Uploads, device.Traffic.Downloads);
        for (var i = 0; i < 5; i++)
            network.Step();
        Assert.Equal((up, down + 5), (device.Traffic.Uploads, device.Traffic.Downloads));
    }

    [Fact]
    public void A_step_in_the_steady_state_allocates_nothing_and_takes_no_memory()
    {
        var device = new NullDevice(Limits);
        using var backend = new DeviceBackend("null", device);
        using var network = new Perceptron(backend, batch: 32, width: 20, hidden: 10, classes: 3);
        for (var i = 0; i < 3; i++)
            network.Step();
        var (bytes, pieces) = (GC.GetAllocatedBytesForCurrentThread(), device.Pieces);
        network.RunOnly();
        Assert.Equal((bytes, pieces), (GC.GetAllocatedBytesForCurrentThread(), device.Pieces));
    }

    [Fact]
    public void A_program_and_its_tensors_give_all_memory_back()
    {
        var device = new NullDevice(Limits);
        using var backend = new DeviceBackend("null", device);
        var network = new Perceptron(backend, batch: 32, width: 20, hidden: 10, classes: 3);
        network.Step();
        Assert.True(device.Pieces > 0);
        network.Dispose();
        device.FreeAbandoned();
        Assert.Equal((0, 0L), (device.Pieces, device.TakenBytes));
    }

    [Fact]
    public void Too_little_memory_is_a_fault_before_anything_is_taken()
    {
        var device = new NullDevice(Limits, memoryBytes: 1000);
        using var backend = new DeviceBackend("null", device);
        using var network = new Perceptron(backend, batch: 32, width: 20, hidden: 10, classes: 3);
        network.RunOnly();
        Assert.Equal("NN4003", network.Fault?.Descriptor.Code);
        Assert.EndsWith("are available on nothing", network.Fault?.Message, StringComparison.Ordinal);
        Assert.Equal(0, device.Pieces);
    }

    [Fact]
    public void An_arena_above_the_largest_piece_comes_in_pieces()
    {
        var device = new NullDevice(Limits, largestBufferBytes: 3000);
        using var backend = new DeviceBackend("null", device);
        using var network = new Perceptron(backend, batch: 32, width: 20, hidden: 10, classes: 3);
        Assert.Equal(0, network.Step());
    }

    [Theory]
    [InlineData(DeviceTrouble.Lost, "NN4004")]
    [InlineData(DeviceTrouble.OutOfMemory, "NN4003")]
    [InlineData(DeviceTrouble.Other, "NN4004")]
    public void What_a_device_refuses_in_a_run_is_a_fault(DeviceTrouble trouble, string code)
    {
        var device = new NullDevice(Limits);
        using var backend = new DeviceBackend("null", device);
        using var network = new Perceptron(backend, batch: 4, width: 3, hidden: 2, classes: 2);
        device.Trouble = new DeviceException("it does not want to", trouble);
        network.RunOnly();
        Assert.Equal(code, network.Fault?.Descriptor.Code);
        Assert.Contains("it does not want to", network.Fault?.Message, StringComparison.Ordinal);
        device.Trouble = null;
        network.RunOnly();
        Assert.Null(network.Fault);
    }

    [Fact]
    public void A_kernel_that_does_not_build_is_a_fault_of_every_run_and_leaves_nothing()
    {
        var device = new NullDevice(Limits) { Trouble = new DeviceException("line 3: what is this", DeviceTrouble.Build) };
        using var backend = new DeviceBackend("null", device);
        using var network = new Perceptron(backend, batch: 4, width: 3, hidden: 2, classes: 2);
        device.Trouble = null;
        network.RunOnly();
        Assert.Equal("NN4005", network.Fault?.Descriptor.Code);
        Assert.Equal("line 3: what is this", network.Fault?.Message);
        device.FreeAbandoned();
        Assert.Equal(0, device.Pieces);
    }

    [Fact]
    public void Kernels_of_an_earlier_process_are_loaded()
    {
        var folder = Directory.CreateTempSubdirectory("nn-cache-").FullName;
        try
        {
            var (built, loaded) = Figures(folder);
            Assert.True(built > 0);
            Assert.Equal(0, loaded);
            Assert.Equal((0, built), Figures(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        static (int Built, int Loaded) Figures(string folder)
        {
            using var backend = new DeviceBackend("null", new NullDevice(Limits) { Cache = new ModuleCache(folder) });
            using var network = new Perceptron(backend, batch: 4, width: 3, hidden: 2, classes: 2);
            return (network.Statistics.CompiledKernels, network.Statistics.LoadedKernels);
        }
    }

    [Fact]
    public void Kernels_that_write_variables_look_for_a_fault_first_where_one_is_possible()
    {
        var device = new NullDevice(Limits);
        using var backend = new DeviceBackend("null", device);
        using (new Perceptron(backend, batch: 32, width: 20, hidden: 10, classes: 3))
        {
            var guarded = Guarded(device);
            Assert.NotEmpty(guarded);
            Assert.DoesNotContain(guarded, KernelGuard.MayFail);
        }

        device.Sources.Clear();
        var graph = new TestGraph();
        var (assignment, _) = Addition(graph, picks: false);
        backend.Compile(new CompileRequest([], [assignment], [])).Dispose();
        Assert.Empty(Guarded(device));
    }

    [Fact]
    public void What_a_kernel_writes_that_may_itself_meet_a_fault_lies_elsewhere_until_it_is_known()
    {
        var device = new NullDevice(Limits);
        using var backend = new DeviceBackend("null", device);
        var graph = new TestGraph();
        var (assignment, indices) = Addition(graph, picks: true);
        using var program = backend.Compile(new CompileRequest([], [assignment], []));
        Assert.Empty(Guarded(device));
        Assert.Contains(device.Sources.Values, KernelGuard.MayFail);
        using var storage = Tensor.Filled(ElementType.Float32, [300], 4);
        using var rows = new Tensor(ElementType.Int, [300]);
        program.BindVariable(assignment.Variable, storage);
        program.BindInput(indices!, rows);
        foreach (var (input, tensor) in graph.Inputs)
            program.BindInput(input, tensor);
        Assert.Null(program.Run(CancellationToken.None));

        // The kernel has written nothing into memory full of zeros.
        Assert.Equal(0, storage.GetDouble(7));
    }

    [Fact]
    public void Small_inputs_go_in_one_transfer_and_only_when_they_changed()
    {
        var device = new NullDevice(Limits);
        using var backend = new DeviceBackend("null", device);
        var graph = new TestGraph();
        var sum = graph.Builder.Add(graph.Builder.Add(graph.Input(ElementType.Float32, [], 1), graph.Input(ElementType.Float32, [], 2)), graph.Input(ElementType.Float32, [], 3));
        using var program = backend.Compile(new CompileRequest([sum], [], []));
        foreach (var (input, tensor) in graph.Inputs)
            program.BindInput(input, tensor);
        var before = device.Traffic.Uploads;
        program.Run(CancellationToken.None);
        Assert.Equal(1, device.Traffic.Uploads - before);
        program.Run(CancellationToken.None);
        Assert.Equal(1, device.Traffic.Uploads - before);
        graph.Inputs[1].Value.SetDouble(0, 7);
        program.Run(CancellationToken.None);
        Assert.Equal(2, device.Traffic.Uploads - before);
        Assert.Null(graph.Inputs[1].Value.Mirror);
    }

    [Fact]
    public void Names_of_functions_come_from_their_texts()
    {
        var one = new KernelSource("NN_FUNCTION int nn_kernel_help() {}\nNN_KERNEL(64) nn_kernel(int kernel_number, NN_GLOBAL int* fault) {\n}\n", 1, 64, UsesDoubles: false);
        var other = one with { Text = one.Text + "\n" };
        var text = ModuleText.Of([one, other], CDialect.OpenCl);
        Assert.Equal(ModuleText.NameOf(one), ModuleText.NameOf(one with { Groups = 9 }));
        Assert.NotEqual(ModuleText.NameOf(one), ModuleText.NameOf(other));
        Assert.DoesNotContain("nn_kernel", text, StringComparison.Ordinal);
        Assert.Contains($"{ModuleText.NameOf(one)}_help()", text, StringComparison.Ordinal);
        Assert.Contains($"{ModuleText.NameOf(other)}(int", text, StringComparison.Ordinal);
        Assert.Equal(1, text.Split("typedef long i64;").Length - 1);
        Assert.DoesNotContain("cl_khr_fp64", text, StringComparison.Ordinal);
        Assert.Contains("cl_khr_fp64", ModuleText.Of([one, other with { UsesDoubles = true }], CDialect.OpenCl), StringComparison.Ordinal);
    }

    private static List<KernelSource> Guarded(NullDevice device) =>
        [.. device.Sources.Values.Where(static source => source.Text.Contains("if (is_live) ", StringComparison.Ordinal))];

    private static (VariableAssignment Assignment, GraphInput? Indices) Addition(TestGraph graph, bool picks)
    {
        var variable = new Variable("v", TestGraph.Type(ElementType.Float32, 300), VariableKind.State, null);
        var value = graph.Builder.CreateVariable(variable, 0);
        var indices = picks ? new GraphInput("i", TestGraph.Type(ElementType.Int, 300)) : null;
        var added = indices is null ? graph.Spread(ElementType.Float32, 300) : graph.Builder.Gather(graph.Spread(ElementType.Float32, 4), graph.Builder.CreateInput(indices));
        return (new VariableAssignment(variable, graph.Builder.Add(graph.Builder.Exp(added), value)), indices);
    }
}
