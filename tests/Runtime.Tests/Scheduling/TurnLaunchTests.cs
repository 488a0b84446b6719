using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Optimization;
using Dsl.Runtime.Scheduling;
using Dsl.Runtime.Tests.Backends;

namespace Dsl.Runtime.Tests.Scheduling;

/// <summary>Which recurrences are one launch on a device, and how their sequences are shared by groups.</summary>
public sealed class TurnLaunchTests
{
    [Theory]
    [InlineData("recurrence", 9)]
    [InlineData("recurrence, backwards", 64)]
    [InlineData("recurrence, many sequences", 75)]
    [InlineData("recurrence in f64", 7)]
    [InlineData("recurrence in f16", 8)]
    [InlineData("recurrence with exchanged carries", 1)]
    public void Sequences_that_do_not_know_of_one_another_go_ahead_by_themselves(string name, long groups)
    {
        var scan = Scan(RecurrenceGraphs.Of(name)[0].Request);
        Assert.True(scan.IsOneLaunch);
        Assert.Equal(groups, Segment(scan).Chunks);
    }

    [Theory]
    [InlineData("recurrence of one sequence")]
    [InlineData("recurrence of one sequence, backwards")]
    [InlineData("recurrence of one sequence in f16")]
    [InlineData("recurrence across sequences")]
    [InlineData("recurrence across rows of weights")]
    public void Values_that_need_one_another_are_all_taken_by_one_group(string name)
    {
        var scan = Scan(RecurrenceGraphs.Of(name)[0].Request);
        Assert.True(scan.IsOneLaunch);
        Assert.Equal((1, 1), (Segment(scan).Positions, Segment(scan).Chunks));
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(1024, false)]
    public void One_group_takes_a_single_sequence_where_it_does_not_read_weights_for_long(int hidden, bool isOneLaunch) =>
        Assert.Equal(isOneLaunch, Scan(Recurrence(1, hidden, 20)).IsOneLaunch);

    [Theory]
    [InlineData(64, 64, true)]
    [InlineData(64, 128, true)]
    [InlineData(64, 1024, false)]
    [InlineData(4096, 256, false)]
    public void Weights_that_every_group_would_read_for_long_are_read_by_launches_of_their_own(int batch, int hidden, bool isOneLaunch) =>
        Assert.Equal(isOneLaunch, Scan(Recurrence(batch, hidden, 20)).IsOneLaunch);

    [Theory]
    [InlineData(64, 64, 0, true)]
    [InlineData(64, 128, 0, false)]
    [InlineData(64, 128, 200 * 1024, true)]
    [InlineData(1, 64, 0, true)]
    [InlineData(1, 128, 0, false)]
    [InlineData(1, 128, 200 * 1024, true)]
    public void Weights_that_fit_into_a_groups_memory_are_read_once(int batch, int hidden, int onRequest, bool isHeld)
    {
        var options = SchedulingOptions.ForDevice(new DeviceTarget(48 * 1024, 60) { SharedBytesOnRequest = onRequest });
        var segment = Segment(Assert.Single(Scheduler.Build(PassPipeline.Run(Recurrence(batch, hidden, 20)), options).Kernels.OfType<ScanKernel>()));
        Assert.Equal(isHeld ? [hidden, hidden] : [], segment.Held.SelectMany(static buffer => buffer.Shape));
        var (_, bytes) = LaunchPhases.Place(segment, LaunchPhases.Of(segment));
        Assert.InRange(bytes, isHeld ? hidden * hidden * sizeof(float) : 0, options.Device!.PrivateBytesBesideProducts);
    }

    [Fact]
    public void One_turn_is_no_loop() => Assert.False(Scan(Recurrence(64, 64, 1)).IsOneLaunch);

    [Theory]
    [InlineData(20, true)]
    [InlineData(70, false)]
    public void A_launch_is_not_given_more_buffers_than_every_device_takes(int captures, bool isOneLaunch)
    {
        var graph = new TestGraph();
        var builder = graph.Builder;
        var carry = Inner("h", 8, 16);
        GraphInput[] factors = [.. Enumerable.Range(0, captures).Select(static _ => Inner("c", 8, 16))];
        Node next = builder.CreateInput(carry);
        foreach (var factor in factors)
            next = builder.Create(FunctionOperators.Tanh, builder.Multiply(next, builder.CreateInput(factor)));
        Node[] inputs = [.. Enumerable.Range(0, captures + 1).Select(_ => builder.CreateInput(Inner("input", 8, 16)))];
        var scan = builder.CreateScan(new ScanBody(new GraphInput("t", TensorType.Scalar(ElementType.Int)), [carry], [], [.. factors], [next], [next]), 5, reverse: false, [.. inputs]);
        Assert.Equal(isOneLaunch, Scan(new CompileRequest([builder.CreateScanResult(scan, 1)], [], [])).IsOneLaunch);
    }

    private static ScanKernel Scan(CompileRequest request) =>
        Assert.Single(Scheduler.Build(PassPipeline.Run(request), SchedulingOptions.ForDevice(48 * 1024)).Kernels.OfType<ScanKernel>());

    private static FusedSegment Segment(ScanKernel scan) => Assert.Single(Assert.IsType<FusedKernel>(Assert.Single(scan.Body.Kernels)).Segments);

    private static CompileRequest Recurrence(int batch, int hidden, int length)
    {
        var graph = new TestGraph();
        var builder = graph.Builder;
        var (carry, step, weight) = (Inner("h", batch, hidden), Inner("x", batch, hidden), Inner("W", hidden, hidden));
        var next = builder.Create(FunctionOperators.Tanh, builder.Add(builder.MatrixProduct(builder.CreateInput(carry), builder.CreateInput(weight)), builder.CreateInput(step)));
        var scan = builder.CreateScan(
            new ScanBody(new GraphInput("t", TensorType.Scalar(ElementType.Int)), [carry], [step], [weight], [next], [next]), length, reverse: false,
            [Input(batch, hidden), Input(length, batch, hidden), Input(hidden, hidden)]);
        return new CompileRequest([builder.CreateScanResult(scan, 1)], [], []);

        Node Input(params int[] shape) => builder.CreateInput(Inner("input", shape));
    }

    private static GraphInput Inner(string name, params int[] shape) => new(name, TestGraph.Type(ElementType.Float32, shape));
}
