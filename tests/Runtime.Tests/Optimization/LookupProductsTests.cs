using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Optimization;
using Dsl.Runtime.Tests.Backends;

namespace Dsl.Runtime.Tests.Optimization;

/// <summary>Products with rows that are looked up more often than there are rows.</summary>
public sealed class LookupProductsTests
{
    private const int Width = 16;

    private readonly TestGraph graph = new();
    private readonly Variable table = new("table", TestGraph.Type(ElementType.Float32, 5, Width), VariableKind.Parameter, null);

    private GraphBuilder Builder => graph.Builder;

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Rows_are_multiplied_before_they_are_looked_up(bool isTransposed, bool isRight)
    {
        var (rows, weights, bias) = (Rows([3, 7]), graph.Spread(ElementType.Float32, Width, 6), graph.Spread(ElementType.Float32, 6));
        var product = isRight
            ? Builder.Transpose(Builder.Contract(weights, rows, new ContractionAttributes([], [(0, 2)])), [1, 2, 0])
            : Builder.Contract(rows, weights, new ContractionAttributes([], [(2, 0)]));
        var arranged = isTransposed ? Builder.Transpose(product, [1, 0, 2]) : product;
        var after = After(Builder.Add(arranged, Builder.Broadcast(bias, arranged.Shape)));
        Assert.Equal(5 * 6, Sizes(after, ContractionOperators.Contract).Single());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gradients_are_added_up_before_they_are_multiplied(bool isTransposed)
    {
        var (rows, weights) = (Rows([3, 7]), graph.Spread(ElementType.Float32, Width, 20));
        var stored = isTransposed ? graph.Spread(ElementType.Float32, 7, 3, 20) : graph.Spread(ElementType.Float32, 3, 7, 20);
        var gradient = isTransposed ? Builder.Transpose(stored, [1, 0, 2]) : stored;
        var ofWeights = Builder.Contract(rows, gradient, new ContractionAttributes([], [(0, 0), (1, 1)]));
        var ofTable = Builder.Create(
            IndexingOperators.ScatterAdd, [rows.Inputs[1], Builder.Contract(gradient, weights, new ContractionAttributes([], [(2, 1)]))], new SizeAttributes(5));
        var after = After(ofWeights, ofTable, Builder.Sum(gradient, [0, 1]));
        Assert.Equal([5 * Width, Width * 20], Sizes(after, ContractionOperators.Contract).Order());
        Assert.Equal([5, 5 * 20], Sizes(after, IndexingOperators.ScatterAdd).Order());
        Assert.Equal("scatter_add", Nodes(after).Single(static node => node.Operator == ReductionOperators.Sum).Inputs[0].Operator.Name);
    }

    [Theory]
    [InlineData("few lookups")]
    [InlineData("rows in another order in memory")]
    public void Other_gradients_are_multiplied_as_they_are(string difference)
    {
        var indices = Indices(difference == "few lookups" ? [3, 3] : [3, 7]);
        var rows = Builder.Gather(Builder.CreateVariable(table, 0), indices);
        var isLast = difference == "rows in another order in memory";
        var gradient = isLast ? graph.Spread(ElementType.Float32, 20, 3, 7) : graph.Spread(ElementType.Float32, 3, indices.Shape[1].Size.ConstantValue == 3 ? 3 : 7, 20);
        var product = Builder.Contract(rows, gradient, isLast ? new ContractionAttributes([], [(0, 1), (1, 2)]) : new ContractionAttributes([], [(0, 0), (1, 1)]));
        Assert.Empty(Sizes(After(product), IndexingOperators.ScatterAdd));
    }

    [Fact]
    public void A_row_that_nobody_looks_up_may_hold_anything()
    {
        var values = graph.Input(ElementType.Float32, [5, Width], [.. Enumerable.Range(0, 5 * Width).Select(static k => k < 4 * Width ? Math.Cos(k) : double.PositiveInfinity)]);
        var rows = Builder.Gather(values, graph.Input(ElementType.Int, [3, 7], [.. Enumerable.Range(0, 21).Select(static i => (double)(i % 4))]));
        var after = After(Builder.Contract(rows, graph.Spread(ElementType.Float32, 3, 7, 20), new ContractionAttributes([], [(0, 0), (1, 1)])));
        Assert.Equal([5, 5 * 20], Sizes(after, IndexingOperators.ScatterAdd).Order());
    }

    [Fact]
    public void Rows_are_added_up_alike_by_any_number_of_threads()
    {
        var sums = Builder.Create(
            IndexingOperators.ScatterAdd, [Places(61, 512), graph.Spread(ElementType.Float32, 512, 300)], new SizeAttributes(61));
        var alone = BackendRun.Outputs(new CpuBackend(new CpuOptions(1)), [sums], graph.Inputs);
        Assert.Equal(alone, BackendRun.Outputs(new CpuBackend(new CpuOptions(3)), [sums], graph.Inputs));
    }

    private Node Rows(int[] shape) => Builder.Gather(Builder.CreateVariable(table, 0), Indices(shape));

    private Node Indices(params int[] shape) => Places(5, shape);

    private Node Places(int rows, params int[] shape) => graph.Input(
        ElementType.Int, [.. shape], [.. Enumerable.Range(0, shape.Aggregate(1, static (product, size) => product * size)).Select(i => (double)(i * i % (2 * rows)) - rows)]);

    // The outputs as they are optimized, which have the same values.
    private ImmutableArray<Node> After(params Node[] outputs)
    {
        var optimized = PassPipeline.Run(new CompileRequest([.. outputs], [], [])).Outputs;
        var (expected, actual) = (Values([.. outputs]), Values(optimized));
        for (var i = 0; i < outputs.Length; i++)
        {
            Assert.Equal(outputs[i].Type, optimized[i].Type);
            Closeness.Verify(expected[i], actual[i], 1e-5, "lookups");
        }

        return optimized;
    }

    private double[][] Values(ImmutableArray<Node> outputs)
    {
        using var program = BackendRun.Compile(TestGraph.Backend("reference"), outputs, []);
        foreach (var (input, value) in graph.Inputs)
            program.BindInput(input, value);
        using var storage = Tensor.FromDoubles(ElementType.Float32, [5, Width], [.. Enumerable.Range(0, 5 * Width).Select(static i => Math.Cos(i))]);
        if (Nodes(outputs).Any(static node => node.Operator == SourceOperators.Variable))
            program.BindVariable(table, storage);
        Assert.Null(program.Run(CancellationToken.None));
        return [.. Enumerable.Range(0, outputs.Length).Select(i => program.Output(i).ToDoubles())];
    }

    private static IEnumerable<int> Sizes(ImmutableArray<Node> outputs, Operator @operator) =>
        Nodes(outputs).Where(node => node.Operator == @operator).Select(static node => (int)node.Shape.Axes.Aggregate(1L, static (count, axis) => count * axis.Size.ConstantValue!.Value));

    private static IEnumerable<Node> Nodes(ImmutableArray<Node> roots) => GraphTraversal.TopologicalOrder(roots);
}
