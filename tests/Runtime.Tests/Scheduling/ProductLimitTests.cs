using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Backends.Reference;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Optimization;
using Dsl.Runtime.Scheduling;
using TestGraph = Dsl.Runtime.Tests.Backends.TestGraph;

namespace Dsl.Runtime.Tests.Scheduling;

/// <summary>Products of tables that a mask makes 0, or hides from their readers, are left out.</summary>
public sealed class ProductLimitTests
{
    public static TheoryData<string> Attentions => [.. AttentionGraphs.Names];

    [Theory]
    [InlineData(64, 64, 0.0, 0, 1)]
    [InlineData(48, 64, 0.0, 0, 1)]
    [InlineData(64, 64, 0.2, 0, 1)]
    [InlineData(128, 128, 0.0, 20, 2)]
    public void Every_product_with_a_table_of_an_attention_is_limited(int rows, int keys, double dropped, int reach, int sides)
    {
        var graph = AttentionGraphs.Of("attention", ElementType.Float32, [4, 4, rows], keys, 32, dropped, hasGradient: true, reach);
        var products = Products(graph.Outputs);
        Assert.InRange(products.Length, 6, 7);
        Assert.All(products, product => Assert.Equal(sides, product.Limits.Length));
    }

    [Fact]
    public void A_limit_counts_as_the_mask_does()
    {
        var graph = AttentionGraphs.Of("attention", ElementType.Float32, [2, 4, 64], 96, 32, 0, hasGradient: false);
        var products = Products(graph.Outputs);
        foreach (var product in products)
        {
            var (constant, steps, guard) = Assert.Single(product.Limits);
            var sum = product.Loops.IndexOf(product.Loops.Single(static loop => loop.IsReduced));

            // A question sees its own place, 32 keys on, and those before.
            Assert.Equal(33, constant);
            Assert.Equal(product.Loops[sum].Extent == 96 ? -1 : 0, steps[sum]);
            Assert.Contains(1, steps);
            Assert.Equal(product.Loops[sum].Extent == 96, guard is not null);
        }
    }

    [Fact]
    public void Without_a_mask_everything_counts()
    {
        var graph = new TestGraph();
        var table = graph.Builder.Exp(graph.Spread(ElementType.Float32, 2, 64, 64));
        var kernels = Products([graph.Builder.MatrixProduct(table, graph.Spread(ElementType.Float32, 2, 64, 32))]);
        Assert.All(kernels, static product => Assert.Empty(product.Limits));
    }

    [Theory]
    [MemberData(nameof(Attentions))]
    public void Results_are_those_of_whole_products_whatever_the_threads(string name)
    {
        foreach (var graph in AttentionGraphs.Of(name))
        {
            var expected = BackendRun.Outputs(new ReferenceBackend(), graph.Outputs, graph.Inputs);
            double[][]? first = null;
            foreach (var threads in (int[])[1, 2, 5])
            {
                using var processor = new CpuBackend(new CpuOptions(threads));
                var found = BackendRun.Outputs(processor, graph.Outputs, graph.Inputs);
                first ??= found;
                for (var i = 0; i < expected.Length; i++)
                {
                    Closeness.Verify(expected[i], found[i], graph.Tolerance, $"{name}, result {i}");
                    Assert.Equal(first[i], found[i]);
                }
            }
        }
    }

    [Theory]
    [InlineData(-1e9, 1)]
    [InlineData(-1e9, -1)]
    [InlineData(-1e9, -3e9)]
    [InlineData(-30, -20)]
    [InlineData(-30, -40)]
    [InlineData(double.NegativeInfinity, -3e38)]
    public void What_is_hidden_counts_where_the_seen_scores_are_no_greater(double hidden, double scale)
    {
        const int Rows = 40;
        var graph = new TestGraph();
        var builder = graph.Builder;
        var scores = graph.Input(ElementType.Float32, [2, Rows, Rows], [.. Enumerable.Range(0, 2 * Rows * Rows).Select(i => scale * (1 + (0.01 * Math.Sin(i))))]);
        var columns = builder.Broadcast(builder.Range(Rows), scores.Shape);
        var rows = builder.Broadcast(builder.Unsqueeze(builder.Range(Rows), 1), scores.Shape);
        var seen = builder.Where(builder.Greater(columns, rows), builder.ConstantLike(scores, hidden), scores);
        var greatest = builder.Create(ReductionOperators.Max, [seen], new ReductionAttributes([2], true));
        var e = builder.Exp(builder.Subtract(seen, builder.Broadcast(greatest, seen.Shape)));
        var weights = builder.Divide(e, builder.Broadcast(builder.Sum(e, [2], keep: true), e.Shape));
        Node result = builder.MatrixProduct(weights, graph.Spread(ElementType.Float32, 2, Rows, 24));
        Assert.NotEmpty(Assert.Single(Products([result])).Limits);
        using var processor = new CpuBackend();
        var expected = BackendRun.Outputs(new ReferenceBackend(), [result], graph.Inputs)[0];
        Closeness.Verify(expected, BackendRun.Outputs(processor, [result], graph.Inputs)[0], 1e-5, $"{hidden}, {scale}");
    }

    [Fact]
    public void Lines_that_are_hidden_whole_are_no_numbers_where_their_sums_divide_them()
    {
        const int Rows = 40;
        const int Hidden = 30;
        const int Columns = 24;
        var graph = new TestGraph();
        var builder = graph.Builder;
        var scores = graph.Spread(ElementType.Float32, Rows, Rows);
        var columns = builder.Broadcast(builder.Range(Rows), scores.Shape);
        var rows = builder.Broadcast(builder.Unsqueeze(builder.Range(Rows), 1), scores.Shape);
        var first = builder.Subtract(rows, builder.ConstantLike(rows, Hidden));
        var seen = builder.Where(builder.Greater(columns, first), builder.ConstantLike(scores, 0), builder.Exp(scores));
        var weights = builder.Divide(seen, builder.Broadcast(builder.Sum(seen, [1], keep: true), seen.Shape));
        Node result = builder.MatrixProduct(weights, graph.Spread(ElementType.Float32, Rows, Columns));
        using var processor = new CpuBackend();
        var found = BackendRun.Outputs(processor, [result], graph.Inputs)[0];
        Assert.All(found[..(Hidden * Columns)], static number => Assert.True(double.IsNaN(number)));
        Assert.All(found[(Hidden * Columns)..], static number => Assert.True(double.IsFinite(number)));
    }

    private static ImmutableArray<ContractionKernel> Products(ImmutableArray<Node> outputs)
    {
        var program = Scheduler.Build(PassPipeline.Run(new CompileRequest(outputs, [], [])), SchedulingOptions.Optimizing);
        return [.. program.Kernels.OfType<FusedKernel>().SelectMany(static launch => launch.Segments).SelectMany(static segment => segment.Members).Select(static member => member.Kernel).OfType<ContractionKernel>()];
    }
}
