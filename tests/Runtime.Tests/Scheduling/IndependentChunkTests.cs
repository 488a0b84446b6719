using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Backends.Reference;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Optimization;
using Dsl.Runtime.Scheduling;
using Dsl.Runtime.Tests.Backends;

namespace Dsl.Runtime.Tests.Scheduling;

/// <summary>Which recurrences the processor's threads take chunk by chunk through all turns, and that it makes no difference.</summary>
public sealed class IndependentChunkTests
{
    [Theory]
    [InlineData(64, 128, 6, true)]
    [InlineData(32, 256, 6, true)]
    [InlineData(64, 128, 1, false)]
    [InlineData(4, 8, 6, false)]
    public void Sequences_that_do_not_know_of_one_another_are_taken_through_all_turns(int batch, int hidden, int length, bool isOneLaunch) =>
        Assert.Equal(isOneLaunch, Scan(Recurrence(new TestGraph(), batch, hidden, length, reverse: false)).IsOneLaunch);

    [Fact]
    public void Sequences_that_read_one_another_meet_after_each_turn() => Assert.False(Scan(Mixed(new TestGraph(), 64, 128, 6)).IsOneLaunch);

    [Theory]
    [InlineData(64, 128, false)]
    [InlineData(64, 128, true)]
    [InlineData(150, 96, false)]
    public void Chunks_agree_with_turns(int batch, int hidden, bool reverse)
    {
        var graph = new TestGraph();
        var results = Recurrence(graph, batch, hidden, 5, reverse);
        var expected = BackendRun.Outputs(new ReferenceBackend(), [.. results], graph.Inputs);
        double[][]? first = null;
        foreach (var threads in (int[])[1, 2, 3])
        {
            using var backend = new CpuBackend(new CpuOptions(threads));
            var actual = BackendRun.Outputs(backend, [.. results], graph.Inputs);
            first ??= actual;
            for (var i = 0; i < actual.Length; i++)
            {
                Closeness.Verify(expected[i], actual[i], 1e-4, $"result {i}");
                Assert.Equal(first[i], actual[i]);
            }
        }
    }

    [Fact]
    public void A_run_may_be_cancelled_between_turns()
    {
        var graph = new TestGraph();
        using var program = BackendRun.Compile(new CpuBackend(), [.. Recurrence(graph, 64, 128, 6, reverse: false)], []);
        foreach (var (input, value) in graph.Inputs)
            program.BindInput(input, value);
        Assert.Throws<OperationCanceledException>(() => program.Run(new CancellationToken(canceled: true)));
        program.Run(CancellationToken.None);
    }

    private static ScanKernel Scan(Node[] results) =>
        Assert.Single(Scheduler.Build(PassPipeline.Run(new CompileRequest([.. results], [], [])), SchedulingOptions.Optimizing).Kernels.OfType<ScanKernel>());

    private static Node[] Recurrence(TestGraph graph, int batch, int hidden, int length, bool reverse)
    {
        var builder = graph.Builder;
        var (carry, step, weight) = (Inner("h", batch, hidden), Inner("x", batch, hidden), Inner("W", hidden, hidden));
        var next = builder.Create(FunctionOperators.Tanh, builder.Add(builder.MatrixProduct(builder.CreateInput(carry), builder.CreateInput(weight)), builder.CreateInput(step)));
        return Results(graph, new ScanBody(Index(), [carry], [step], [weight], [next], [next]), length, reverse, [batch, hidden], [length, batch, hidden], [hidden, hidden]);
    }

    private static Node[] Mixed(TestGraph graph, int batch, int hidden, int length)
    {
        var builder = graph.Builder;
        var (carry, weight) = (Inner("h", batch, hidden), Inner("W", batch, batch));
        var next = builder.Create(FunctionOperators.Tanh, builder.MatrixProduct(builder.CreateInput(weight), builder.CreateInput(carry)));
        return Results(graph, new ScanBody(Index(), [carry], [], [weight], [next], [next]), length, reverse: false, [batch, hidden], [batch, batch]);
    }

    private static Node[] Results(TestGraph graph, ScanBody body, int length, bool reverse, params int[][] shapes)
    {
        var scan = graph.Builder.CreateScan(body, length, reverse, [.. shapes.Select(shape => graph.Spread(ElementType.Float32, shape))]);
        return [graph.Builder.CreateScanResult(scan, 0), graph.Builder.CreateScanResult(scan, 1)];
    }

    private static GraphInput Inner(string name, params int[] shape) => new(name, TestGraph.Type(ElementType.Float32, shape));

    private static GraphInput Index() => new("t", TensorType.Scalar(ElementType.Int));
}
