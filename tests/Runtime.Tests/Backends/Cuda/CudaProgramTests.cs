using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Devices;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>Whole programs on a CUDA device whose kernels do nothing: what is asked of the driver, in which order, and that steps become graphs.</summary>
public sealed class CudaProgramTests
{
    [Fact]
    public void A_step_is_launched_kernel_by_kernel_then_recorded_then_launched_as_one()
    {
        using var fake = new FakeCuda();
        using var backend = new DeviceBackend("cuda", FakeCuda.Context(fake));
        using var network = new Perceptron(backend, batch: 256, width: 100, hidden: 64, classes: 10);
        fake.Take();
        Assert.Equal(0, network.Step());
        var kernels = fake.Launches.Count;
        Assert.True(kernels >= 3, $"{kernels} kernels");
        Assert.Equal((kernels, 0, 0), (fake.Count("cuLaunchKernel"), fake.Count("cuStreamBeginCapture_v2"), fake.Count("cuGraphLaunch")));

        fake.Take();
        network.RunOnly();
        var sections = fake.Count("cuStreamBeginCapture_v2");
        Assert.InRange(sections, 1, 2);
        Assert.Equal((kernels, sections, sections), (fake.Count("cuLaunchKernel"), fake.Count("cuGraphInstantiateWithFlags"), fake.Count("cuGraphLaunch")));
        Assert.Equal(2 * kernels, fake.Launches.Count);

        fake.Take();
        network.RunOnly();
        Assert.Equal((0, 0, sections), (fake.Count("cuLaunchKernel"), fake.Count("cuStreamBeginCapture_v2"), fake.Count("cuGraphLaunch")));
        Assert.Equal(3 * kernels, fake.Launches.Count);
        Assert.Equal(fake.Launches[kernels].Values, fake.Launches[2 * kernels].Values);
    }

    [Fact]
    public void Recorded_kernels_have_the_places_of_those_that_were_not()
    {
        using var fake = new FakeCuda();
        using var backend = new DeviceBackend("cuda", FakeCuda.Context(fake));
        using var network = new Perceptron(backend, batch: 4, width: 3, hidden: 2, classes: 2);
        network.RunOnly();
        network.RunOnly();
        var kernels = fake.Launches.Count / 2;
        for (var i = 0; i < kernels; i++)
            Assert.Equal(fake.Launches[i].Values, fake.Launches[kernels + i].Values);
    }

    [Fact]
    public void A_device_that_refuses_to_record_gets_kernels_one_by_one_and_is_not_asked_again()
    {
        using var fake = new FakeCuda();
        using var backend = new DeviceBackend("cuda", FakeCuda.Context(fake));
        using var network = new Perceptron(backend, batch: 4, width: 3, hidden: 2, classes: 2);
        fake.Fail("cuStreamEndCapture", FakeCuda.CaptureInvalidated);
        network.RunOnly();
        var kernels = fake.Launches.Count;
        network.RunOnly();
        network.RunOnly();
        Assert.Equal(1, fake.Count("cuStreamBeginCapture_v2"));
        Assert.Equal(3 * kernels, fake.Launches.Count);
        Assert.Equal(0, fake.Count("cuGraphLaunch"));
    }

    [Fact]
    public void A_step_in_the_steady_state_allocates_nothing()
    {
        using var fake = new FakeCuda();
        using var backend = new DeviceBackend("cuda", FakeCuda.Context(fake));
        using var network = new Perceptron(backend, batch: 8, width: 6, hidden: 5, classes: 3);
        fake.IsSilent = true;
        for (var i = 0; i < 4; i++)
            network.RunOnly();
        var before = GC.GetAllocatedBytesForCurrentThread();
        network.RunOnly();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Systems_of_equations_are_solved_between_two_recordings()
    {
        using var fake = new FakeCuda();
        using var backend = new DeviceBackend("cuda", FakeCuda.Context(fake));
        var graph = new TestGraph();
        var matrix = graph.Input(ElementType.Float64, [2, 2], 2, 0, 0, 4);
        var right = graph.Input(ElementType.Float64, [2, 1], 2, 8);
        var solved = graph.Builder.Create(LinearAlgebraOperators.Solve, matrix, right);
        using var program = backend.Compile(new CompileRequest([graph.Builder.Create(FunctionOperators.Sin, solved), solved], [], []));
        foreach (var (input, value) in graph.Inputs)
            program.BindInput(input, value);
        for (var i = 0; i < 3; i++)
        {
            program.Run(CancellationToken.None);
            Assert.Equal([1, 2], program.Output(1).ToDoubles());
        }

        Assert.True(fake.Count("cuGraphLaunch") > 0);
    }

    [Fact]
    public void The_turns_of_a_recurrence_are_one_recording()
    {
        // More than one group could take through all turns.
        const int Width = 300_000;
        using var fake = new FakeCuda();
        using var backend = new DeviceBackend("cuda", FakeCuda.Context(fake));
        var graph = new TestGraph();
        var builder = graph.Builder;
        var carry = new GraphInput("carry", TestGraph.Type(ElementType.Float32, Width));
        var row = new GraphInput("row", TestGraph.Type(ElementType.Float32, Width));
        var index = new GraphInput("t", TestGraph.Type(ElementType.Int));
        var sum = builder.Broadcast(builder.Sum(builder.CreateInput(carry), [0], keep: true), builder.CreateInput(row).Shape);
        var next = builder.Create(FunctionOperators.Tanh, builder.Add(sum, builder.CreateInput(row)));
        var scan = builder.CreateScan(
            new ScanBody(index, [carry], [row], [], [next], [next]), 7, reverse: false, [graph.Spread(ElementType.Float32, Width), graph.Spread(ElementType.Float32, 7, Width)]);
        using var program = backend.Compile(new CompileRequest([builder.CreateScanResult(scan, 0), builder.CreateScanResult(scan, 1)], [], []));
        foreach (var (input, value) in graph.Inputs)
            program.BindInput(input, value);
        program.Run(CancellationToken.None);
        var first = fake.Launches.Select(static launch => launch.Values).ToArray();
        Assert.True(first.Length >= 7);
        program.Run(CancellationToken.None);
        fake.Take();
        program.Run(CancellationToken.None);
        Assert.Equal((1, 0), (fake.Count("cuGraphLaunch"), fake.Count("cuLaunchKernel")));
        Assert.Equal(first, fake.Launches.Skip(2 * first.Length).Select(static launch => launch.Values));
    }

    [Fact]
    public void A_recurrence_whose_sequences_do_not_meet_is_one_launch()
    {
        using var fake = new FakeCuda();
        using var backend = new DeviceBackend("cuda", FakeCuda.Context(fake));
        using var program = backend.Compile(RecurrenceGraphs.Of("recurrence with stacks")[0].Request);
        Assert.Equal(1, program.Statistics.Launches);
    }

    [Fact]
    public void A_kernel_that_loses_the_device_ends_the_run_with_one_error()
    {
        using var fake = new FakeCuda();
        using var backend = new DeviceBackend("cuda", FakeCuda.Context(fake));
        using var network = new Perceptron(backend, batch: 4, width: 3, hidden: 2, classes: 2);
        fake.Fail("cuLaunchKernel", FakeCuda.IllegalAddress);
        network.RunOnly();
        Assert.Equal("NN4004", network.Fault?.Descriptor.Code);
        Assert.Contains("a kernel left its memory", network.Fault?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_while_recording_ends_the_recording()
    {
        using var fake = new FakeCuda();
        using var backend = new DeviceBackend("cuda", FakeCuda.Context(fake));
        using var network = new Perceptron(backend, batch: 4, width: 3, hidden: 2, classes: 2);
        network.RunOnly();
        fake.Fail("cuLaunchKernel", FakeCuda.OutOfMemory);
        network.RunOnly();
        Assert.Equal("NN4003", network.Fault?.Descriptor.Code);
        Assert.Equal(1, fake.Count("cuStreamEndCapture"));
        fake.Fail("cuLaunchKernel", 0);
        network.RunOnly();
    }

    [Fact]
    public void Memory_that_others_have_taken_is_not_planned_with()
    {
        using var fake = new FakeCuda { FreeBytes = 1 << 20 };
        using var backend = new DeviceBackend("cuda", FakeCuda.Context(fake));
        var graph = new TestGraph();
        var output = graph.Builder.Exp(graph.Spread(ElementType.Float32, 1 << 18));
        Assert.False(backend.Measure(new CompileRequest([output], [], []))!.Fits);
        fake.FreeBytes = 1 << 24;
        Assert.True(backend.Measure(new CompileRequest([output], [], []))!.Fits);
    }

    [Fact]
    public void A_program_gives_all_memory_back()
    {
        using var fake = new FakeCuda();
        var backend = new DeviceBackend("cuda", FakeCuda.Context(fake));
        var network = new Perceptron(backend, batch: 4, width: 3, hidden: 2, classes: 2);
        network.RunOnly();
        network.RunOnly();
        network.Dispose();
        backend.Context.FreeAbandoned();
        Assert.Equal(0, fake.LivingMemory);
        backend.Dispose();
        Assert.Equal((0, 0), (fake.Living, fake.Contexts));
    }
}
