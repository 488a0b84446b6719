using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.CStyle;
using Dsl.Runtime.Backends.Devices;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Optimization;
using Dsl.Runtime.Scheduling;
using Dsl.Runtime.Tests.Backends;

namespace Dsl.Runtime.Tests.Scheduling;

/// <summary>Which kernels a device computes in one launch, how many items share an element, and what stays in a group's memory.</summary>
public sealed class DeviceLaunchTests
{
    private const int SharedBytes = 48 * 1024;

    private readonly TestGraph graph = new();

    [Fact]
    public void A_softmax_is_one_launch_in_which_a_warp_has_a_row()
    {
        var segment = Segment(Graph("softmax", 4096, 512));
        Assert.Equal((4096, 8), (segment.Positions, segment.Chunk));
        Assert.Equal([32, 1, 32, 1], LaunchPhases.Of(segment).Select(static phase => phase.Lanes));
        Assert.Equal(3, segment.Private.Length);
    }

    [Fact]
    public void Long_rows_have_a_group_each()
    {
        var segment = Segment(Graph("softmax", 512, 8192));
        Assert.Equal(1, segment.Chunk);
        Assert.All(LaunchPhases.Of(segment), static phase => Assert.True(phase.Lanes is 1 or 256));
    }

    [Fact]
    public void What_does_not_fit_a_groups_memory_stays_in_the_devices()
    {
        var segment = Segment(Graph("softmax", 256, 30000));
        Assert.All(segment.Private, static buffer => Assert.Equal(256, buffer.ElementCount));
        Assert.Equal(2, segment.Private.Length);
    }

    [Theory]
    [InlineData("layer norm", 4096, 768, 1)]
    [InlineData("layer norm", 64, 768, 1)]
    [InlineData("log softmax", 4096, 768, 1)]
    [InlineData("chain", 1000, 1000, 1)]
    [InlineData("small", 7, 9, 1)]
    public void Row_by_row_work_is_one_launch(string name, int rows, int columns, int launches) =>
        Assert.Equal(launches, Schedule(Graph(name, rows, columns)).Kernels.Length);

    [Fact]
    public void Values_of_one_element_pass_in_registers()
    {
        var segment = Segment(Graph("chain", 1000, 1000));
        Assert.Equal(3, Assert.Single(LaunchPhases.Of(segment)).Members.Length);
    }

    [Theory]
    [InlineData(30, 500, 1, 1)]
    [InlineData(4096, 256, 2, 64)]
    [InlineData(4093, 256, 2, 63)]
    public void Columns_are_added_by_neighbouring_items_and_long_ones_in_parts(int rows, int columns, int launches, int parts)
    {
        var kernels = Schedule(graph.Builder.Sum(graph.Spread(ElementType.Float32, rows, columns), [0])).Kernels;
        Assert.Equal(launches, kernels.Length);
        var segment = Assert.Single(((FusedKernel)kernels[0]).Segments);
        var phase = Assert.Single(LaunchPhases.Of(segment));
        Assert.Equal((32, 8, false), (segment.Chunk, phase.Lanes, phase.ReducesRows));
        Assert.Equal(parts * columns, segment.Positions);
    }

    [Fact]
    public void Products_are_launches_of_their_own_kind()
    {
        var kernels = Schedule(Graph("product", 256, 128)).Kernels;
        Assert.Equal([typeof(ContractionKernel), typeof(FusedKernel)], kernels.Select(static kernel => kernel.GetType()));
    }

    [Fact]
    public void A_launch_has_no_more_operands_than_the_device_takes()
    {
        Node[] outputs = [.. Enumerable.Range(0, 50).Select(_ => graph.Builder.Exp(graph.Spread(ElementType.Float32, 300, 300)))];
        var kernels = Schedule(outputs).Kernels;
        Assert.Equal(2, kernels.Length);
        Assert.All(kernels, static kernel => Assert.InRange(kernel.Operands.Length, 1, DeviceTarget.FewestOperands));
    }

    [Fact]
    public void Phases_that_have_nothing_to_do_with_one_another_do_not_wait()
    {
        var zeros = ((int[])[8000, 1, 10]).Select((size, i) => new VariableAssignment(
            new Variable($"v{i}", new TensorType(ElementType.Float32, Shape.Of(size)), VariableKind.State, null),
            graph.Builder.Broadcast(graph.Builder.CreateConstant(0, ElementType.Float32), Shape.Of(size))));
        var program = Scheduler.Build(PassPipeline.Run(new CompileRequest([], [.. zeros], [])), SchedulingOptions.ForDevice(SharedBytes));
        Assert.DoesNotContain("NN_BARRIER", Text(Assert.Single(program.Kernels)), StringComparison.Ordinal);
        Assert.Contains("NN_BARRIER", Text(Assert.Single(Schedule(Graph("softmax", 256, 30000)).Kernels)), StringComparison.Ordinal);

        static string Text(Kernel kernel) => KernelRenderer.Render(kernel, new DeviceLimits(SharedBytes, 1024, HasDoubles: true, HasTensorCores: false))!.Text;
    }

    private static Node[] Graph(string kind, int rows, int columns) => [.. LaunchGraphs.Of(kind, rows, columns, ElementType.Float32).Outputs];

    private static FusedSegment Segment(Node[] outputs) => Assert.Single(Assert.IsType<FusedKernel>(Assert.Single(Schedule(outputs).Kernels)).Segments);

    private static KernelProgram Schedule(params Node[] outputs) =>
        Scheduler.Build(PassPipeline.Run(new CompileRequest([.. outputs], [], [])), SchedulingOptions.ForDevice(SharedBytes));
}
