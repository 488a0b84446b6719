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

/// <summary>Fusion, contractions and the memory plan.</summary>
public sealed class SchedulerTests
{
    private readonly TestGraph graph = new();

    [Fact]
    public void A_chain_with_broadcasting_is_one_kernel()
    {
        var x = graph.Spread(ElementType.Float32, 8, 20);
        var bias = graph.Builder.Broadcast(graph.Spread(ElementType.Float32, 20), x.Shape);
        Assert.Single(Schedule(graph.Builder.Exp(graph.Builder.Negate(graph.Builder.Add(x, bias)))).Kernels);
    }

    [Fact]
    public void A_producer_joins_the_reduction_that_reads_it_once()
    {
        var x = graph.Spread(ElementType.Float32, 8, 20);
        Assert.Single(Schedule(graph.Builder.Sum(graph.Builder.Exp(x), [1])).Kernels);
    }

    [Fact]
    public void A_costly_value_that_two_kernels_read_is_computed_once()
    {
        var e = graph.Builder.Exp(graph.Spread(ElementType.Float32, 8, 20));
        var total = graph.Builder.Sum(e, [1], keep: true);
        Assert.Equal(3, Schedule(graph.Builder.Divide(e, graph.Builder.Broadcast(total, e.Shape))).Kernels.Length);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Matrix_products_of_transposed_operands_are_contractions(bool transposeLeft, bool transposeRight)
    {
        var a = graph.Spread(ElementType.Float32, transposeLeft ? [9, 10] : [10, 9]);
        var b = graph.Spread(ElementType.Float32, transposeRight ? [20, 9] : [9, 20]);
        var product = graph.Builder.MatrixProduct(
            transposeLeft ? graph.Builder.SwapLastAxes(a) : a, transposeRight ? graph.Builder.SwapLastAxes(b) : b);
        var program = Schedule(product);
        Assert.IsType<ContractionKernel>(program.Kernels[^1]);
        Assert.Equal(transposeRight ? 2 : 1, program.Kernels.Length);
    }

    [Fact]
    public void A_convolution_reads_its_windows_in_place()
    {
        var x = graph.Spread(ElementType.Float32, 2, 30, 8);
        var windows = graph.Builder.Create(WindowOperators.Window, [x], new WindowAttributes(1, 3, 1, 1));
        var convolution = graph.Builder.Contract(windows, graph.Spread(ElementType.Float32, 3, 8, 16), new ContractionAttributes([], [(2, 0), (3, 1)]));
        Assert.IsType<ContractionKernel>(Assert.Single(Schedule(convolution).Kernels));
    }

    [Fact]
    public void Temporaries_share_memory_when_their_lives_do_not_meet()
    {
        var x = graph.Spread(ElementType.Float64, 8, 8);
        for (var i = 0; i < 20; i++)
            x = graph.Builder.MatrixProduct(x, x);
        Assert.Equal(2 * 512, Schedule(x).ArenaBytes);
    }

    [Fact]
    public void The_verifier_rejects_overlapping_buffers()
    {
        var program = TwoProducts();
        var broken = program with
        {
            Buffers = [.. program.Buffers.Select(static b => b.Placement is ArenaPlacement ? b with { Placement = new ArenaPlacement(0) } : b)],
        };
        Assert.Contains("overlaps", Assert.Throws<InvalidOperationException>(() => KernelVerifier.Verify(broken)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_verifier_rejects_reading_what_is_not_written()
    {
        var program = TwoProducts();
        Assert.Throws<InvalidOperationException>(() => KernelVerifier.Verify(program with { Kernels = [.. program.Kernels.Reverse()] }));
    }

    [Fact]
    public void A_deep_graph_is_cut_into_kernels_of_bounded_size()
    {
        var x = graph.Spread(ElementType.Float32, 16);
        for (var i = 0; i < 5000; i++)
            x = graph.Builder.Add(x, graph.Builder.Multiply(x, x));
        Assert.InRange(Schedule(x).Kernels.Length, 5000 / 40, 5000);
    }

    [Fact]
    public void Reshaping_there_and_back_leaves_plain_positions()
    {
        var (i, j) = (new LoopVariable("i", 6), new LoopVariable("j", 8));
        var flat = ((IndexExpression)i * 8) + j;
        Assert.Equal(1, LinearIndex.Of(flat % 8).StrideOf(j));
        Assert.Equal(1, LinearIndex.Of(flat / 8).StrideOf(i));
        var k = new LoopVariable("k", 48);
        Assert.Equal(1, LinearIndex.OfElement([6, 8], [(IndexExpression)k / 8, (IndexExpression)k % 8]).StrideOf(k));
    }

    [Fact]
    public void Axes_that_were_joined_from_three_are_one_again()
    {
        var k = new LoopVariable("k", 4 * 6 * 8);
        var index = LinearIndex.OfElement([4, 6, 8], [(IndexExpression)k / 48, (IndexExpression)k / 8 % 6, (IndexExpression)k % 8]);
        Assert.Equal(1, index.StrideOf(k));
    }

    [Fact]
    public void A_product_of_rearranged_operands_is_a_contraction()
    {
        // [40, 24] read as [40, 4, 6], its axes exchanged, joined again: the inner dimension is read at quotients and remainders.
        var x = graph.Spread(ElementType.Float32, 40, 24);
        var parts = graph.Builder.Reshape(x, Shape.Of(40, 4, 6));
        var joined = graph.Builder.Reshape(graph.Builder.Transpose(parts, [0, 2, 1]), Shape.Of(40, 24));
        Assert.Contains(Schedule(graph.Builder.MatrixProduct(joined, graph.Spread(ElementType.Float32, 24, 32))).Kernels, static kernel => kernel is ContractionKernel);
    }

    [Fact]
    public void The_dump_names_kernels_and_places()
    {
        var text = SchedulePrinter.Print(Schedule(graph.Builder.MatrixProduct(graph.Spread(ElementType.Float32, 4, 4), graph.Spread(ElementType.Float32, 4, 4))));
        Assert.Contains("contraction [4, 4, sum 4]: x0, x1 -> contract", text, StringComparison.Ordinal);
        Assert.Contains("is input x0", text, StringComparison.Ordinal);
    }

    private static KernelProgram Schedule(params ImmutableArray<Node> outputs) =>
        Scheduler.Build(new CompileRequest(outputs, [], []), SchedulingOptions.Optimizing with { Launch = false });

    private KernelProgram TwoProducts()
    {
        var inner = graph.Builder.MatrixProduct(graph.Spread(ElementType.Float64, 8, 8), graph.Spread(ElementType.Float64, 8, 8));
        return Schedule(graph.Builder.MatrixProduct(graph.Spread(ElementType.Float64, 8, 8), inner));
    }
}
