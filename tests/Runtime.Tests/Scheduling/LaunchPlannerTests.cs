using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling;
using Dsl.Runtime.Tests.Backends;

namespace Dsl.Runtime.Tests.Scheduling;

/// <summary>Which kernels share a launch, what never leaves a worker, and what is computed again instead of kept.</summary>
public sealed class LaunchPlannerTests
{
    private readonly TestGraph graph = new();

    [Fact]
    public void A_softmax_is_one_launch_whose_rows_stay_with_the_worker()
    {
        var segment = Assert.Single(Assert.Single(Launches(Softmax(graph.Spread(ElementType.Float32, 512, 256)))).Segments);
        Assert.Equal(512, segment.Positions);
        Assert.InRange(segment.Chunk, 1, 256);
        Assert.Equal(3, segment.Members.Length - 1);
        Assert.Equal(3, segment.Private.Length);
    }

    [Fact]
    public void A_softmax_of_more_than_caches_hold_reads_ahead_and_stores_past_them()
    {
        var members = Assert.Single(Assert.Single(Launches(Softmax(graph.Builder.CreateInput(new GraphInput("x", TestGraph.Type(ElementType.Float32, 4096, 1024)))))).Segments).Members;
        Assert.Equal([false, false, false, true], members.Select(static member => member.Memory.StoresPastCaches));
        Assert.Single(members, static member => member.Memory.ReadsAhead != 0);
        var small = Assert.Single(Assert.Single(Launches(Softmax(graph.Spread(ElementType.Float32, 512, 256)))).Segments).Members;
        Assert.All(small, static member => Assert.Equal(MemoryUse.Plain, member.Memory));
    }

    [Theory]
    [InlineData(4096, 1024, 1)]
    [InlineData(4096, 256, 4)]
    [InlineData(4096, 300, 4)]
    public void Rows_take_turns_and_a_worker_keeps_those_of_one_turn(int rows, int columns, int turn)
    {
        var program = Schedule(Softmax(graph.Builder.CreateInput(new GraphInput("x", TestGraph.Type(ElementType.Float32, rows, columns)))));
        var segment = Assert.Single(Assert.IsType<FusedKernel>(Assert.Single(program.Kernels)).Segments);
        Assert.Equal(turn, segment.Turn);
        Assert.True(segment.Chunk > turn);
        Assert.InRange(program.PrivateBytes, turn * columns * sizeof(float), (turn * columns * sizeof(float)) + 256);
    }

    [Fact]
    public void Sums_of_columns_take_no_turns()
    {
        // Neighbouring results come from neighbouring elements, so many are computed side by side.
        var x = graph.Builder.CreateInput(new GraphInput("x", TestGraph.Type(ElementType.Float32, 512, 4096)));
        var sums = graph.Builder.Sum(x, [0]);
        var segments = Launches(graph.Builder.Create(FunctionOperators.Tanh, sums), graph.Builder.Create(FunctionOperators.Exp, sums)).SelectMany(static launch => launch.Segments);
        Assert.All(segments, static segment => Assert.Equal(0, segment.Turn));
    }

    [Fact]
    public void A_position_of_a_contraction_keeps_enough_rows_for_a_tile()
    {
        // Weight gradients of a convolution: 3 by 3 rows for each of 16 channels, two blocks of columns.
        var node = graph.Spread(ElementType.Float32, 1);
        var kernel = new ContractionKernel(
            node,
            new ContractionOperand(new TensorBuffer("gradient", ElementType.Float32, [2, 16, 3, 3, 16]), 0),
            new ContractionOperand(new TensorBuffer("images", ElementType.Float32, [64, 16, 16, 16]), 0),
            new ContractionOperand(new TensorBuffer("packed", ElementType.Float32, [64, 2, 14, 14, 16]), 0),
            [
                new(2, 2304, 0, 3136, false), new(16, 144, 256, 0, false), new(3, 48, 16, 0, false), new(3, 16, 1, 0, false), new(16, 1, 0, 1, false),
                new(64, 0, 4096, 6272, true), new(14, 0, 16, 224, true), new(14, 0, 1, 16, true),
            ]);
        Assert.Equal([2L, 32L], KernelAccess.Of(kernel).Candidates.ToArray());
    }

    [Fact]
    public void What_follows_a_product_row_by_row_joins_it()
    {
        var product = graph.Builder.MatrixProduct(graph.Spread(ElementType.Float32, 256, 128), graph.Spread(ElementType.Float32, 128, 256));
        var launch = Assert.Single(Launches(Softmax(graph.Builder.Create(FunctionOperators.Tanh, product))));
        var segment = Assert.Single(launch.Segments);
        Assert.IsType<ContractionKernel>(segment.Members[0].Kernel);
        Assert.Equal(256, segment.Positions);
    }

    [Fact]
    public void What_needs_all_rows_comes_in_a_later_launch()
    {
        var product = graph.Builder.MatrixProduct(graph.Spread(ElementType.Float32, 256, 128), graph.Spread(ElementType.Float32, 128, 256));
        var turned = graph.Builder.MatrixProduct(graph.Spread(ElementType.Float32, 256, 256), product);
        Assert.Equal(2, Launches(turned).Length);
    }

    [Fact]
    public void Products_that_do_not_depend_on_one_another_share_a_launch_in_segments()
    {
        var x = graph.Spread(ElementType.Float32, 256, 128);
        var first = graph.Builder.MatrixProduct(graph.Builder.SwapLastAxes(x), graph.Spread(ElementType.Float32, 256, 64));
        var second = graph.Builder.MatrixProduct(x, graph.Spread(ElementType.Float32, 128, 96));
        Assert.Equal(2, Assert.Single(Launches(first, second)).Segments.Length);
    }

    [Fact]
    public void A_small_graph_is_one_piece()
    {
        var x = graph.Spread(ElementType.Float32, 8, 4);
        var hidden = Tanh(graph.Builder.MatrixProduct(x, graph.Spread(ElementType.Float32, 4, 8)));
        var weights = graph.Builder.MatrixProduct(graph.Builder.SwapLastAxes(x), hidden);
        var segment = Assert.Single(Assert.Single(Launches(hidden, weights)).Segments);
        Assert.Equal(1, segment.Positions);
    }

    [Fact]
    public void The_scores_of_an_attention_are_never_kept()
    {
        var program = Schedule(Attention(out _, out _, 8, 64, 32));
        Assert.Single(program.Kernels);
        Assert.True(program.ArenaBytes < 8 * 64 * 64 * sizeof(float), $"{program.ArenaBytes} bytes");
        Assert.True(program.PrivateBytes > 0);
    }

    [Fact]
    public void What_is_cheap_and_large_is_computed_again_when_it_is_needed_much_later()
    {
        // 64 x 128 x 128 scores of 4 bytes: 4 MiB. The second use comes after a value that needs all of the first.
        var attended = Attention(out var weights, out var values, 64, 128, 32);
        var total = graph.Builder.Sum(attended, [0, 1, 2]);
        var scaled = graph.Builder.Multiply(weights, graph.Builder.Broadcast(total, weights.Shape));
        var program = Schedule(graph.Builder.MatrixProduct(scaled, values));
        Assert.Contains(program.Buffers, static placed => placed.Buffer.Name.EndsWith(".again", StringComparison.Ordinal));
        Assert.True(program.ArenaBytes < weights.Type.Shape.ToConstant().Aggregate(4L, static (bytes, size) => bytes * size), $"{program.ArenaBytes} bytes");
    }

    [Fact]
    public void Chunks_do_not_depend_on_the_machine_and_cover_every_position()
    {
        foreach (var launch in Launches(Softmax(graph.Spread(ElementType.Float32, 1000, 300))))
        {
            foreach (var segment in launch.Segments)
                Assert.InRange(segment.Chunks * segment.Chunk, segment.Positions, segment.Positions + segment.Chunk - 1);
        }
    }

    [Theory]
    [InlineData(96, 256, 256, 4)]
    [InlineData(100, 256, 256, 4)]
    [InlineData(32, 256, 1024, 8)]
    [InlineData(1024, 1024, 1024, 16)]
    public void Two_threads_that_share_a_product_end_at_the_same_time(int rows, int inner, int columns, int chunks)
    {
        var product = graph.Builder.MatrixProduct(graph.Spread(ElementType.Float32, rows, inner), graph.Spread(ElementType.Float32, inner, columns));
        var segment = Assert.Single(Launches(product)[^1].Segments);
        Assert.Equal(chunks, segment.Chunks);
        Assert.Equal(0, segment.Positions % segment.Chunk);
    }

    [Fact]
    public void A_chunk_of_columns_has_more_than_one_vector_of_them()
    {
        // The transposed operand has more rows than the other one, whose rows therefore are the columns of the tiles.
        var right = graph.Builder.SwapLastAxes(graph.Spread(ElementType.Float32, 384, 512));
        var segment = Launches(graph.Builder.MatrixProduct(graph.Spread(ElementType.Float32, 128, 512), right)).SelectMany(static launch => launch.Segments).Single(static segment => segment.Members.Any(static member => member.Kernel is ContractionKernel));
        Assert.Equal((8, 2), (segment.Positions, segment.Chunk));
    }

    [Theory]
    [InlineData(512, false)]
    [InlineData(1024, true)]
    public void A_large_right_operand_is_packed_past_the_caches_for_all_threads_and_the_left_one_is_read_as_it_lies(int size, bool isLarge)
    {
        var launches = Launches(graph.Builder.MatrixProduct(graph.Spread(ElementType.Float32, size, size), graph.Spread(ElementType.Float32, size, size)));
        var packs = launches.SelectMany(static launch => launch.Segments).SelectMany(static segment => segment.Members.Where(static member => member.Kernel is PackKernel)).ToList();
        Assert.Equal(isLarge ? [true] : [], packs.Select(static member => member.Memory.StoresPastCaches));
    }

    [Fact]
    public void The_verifier_rejects_segments_that_depend_on_one_another()
    {
        var product = graph.Builder.MatrixProduct(graph.Spread(ElementType.Float32, 256, 128), graph.Spread(ElementType.Float32, 128, 256));
        var program = Schedule(graph.Builder.MatrixProduct(graph.Spread(ElementType.Float32, 256, 256), product));
        var joined = new FusedKernel(program.Kernels[0].Node, [.. program.Kernels.Cast<FusedKernel>().SelectMany(static launch => launch.Segments)]);
        Assert.Throws<InvalidOperationException>(() => KernelVerifier.Verify(program with { Kernels = [joined] }));
    }

    private static FusedKernel[] Launches(params ImmutableArray<Node> outputs) => [.. Schedule(outputs).Kernels.Cast<FusedKernel>()];

    private static KernelProgram Schedule(params ImmutableArray<Node> outputs) =>
        Scheduler.Build(new CompileRequest(outputs, [], []), SchedulingOptions.Optimizing);

    private Node Tanh(Node x) => graph.Builder.Create(FunctionOperators.Tanh, x);

    private Node Softmax(Node x)
    {
        var last = x.Shape.Rank - 1;
        var greatest = graph.Builder.Broadcast(graph.Builder.Create(ReductionOperators.Max, [x], new ReductionAttributes([last], true)), x.Shape);
        var e = graph.Builder.Exp(graph.Builder.Subtract(x, greatest));
        return graph.Builder.Divide(e, graph.Builder.Broadcast(graph.Builder.Sum(e, [last], keep: true), x.Shape));
    }

    private Node Attention(out Node weights, out Node values, int batch, int length, int width)
    {
        var (queries, keys) = (graph.Spread(ElementType.Float32, batch, length, width), graph.Spread(ElementType.Float32, batch, length, width));
        values = graph.Spread(ElementType.Float32, batch, length, width);
        weights = Softmax(graph.Builder.MatrixProduct(queries, graph.Builder.SwapLastAxes(keys)));
        return graph.Builder.MatrixProduct(weights, values);
    }
}
