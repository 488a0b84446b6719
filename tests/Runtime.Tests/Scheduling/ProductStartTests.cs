using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Backends.Reference;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling;
using Dsl.Runtime.Tests.Backends;

namespace Dsl.Runtime.Tests.Scheduling;

/// <summary>What is added to a product is what its sums begin with.</summary>
public sealed class ProductStartTests
{
    private readonly TestGraph graph = new();

    [Fact]
    public void A_residual_needs_no_pass_of_its_own()
    {
        var product = Assert.IsType<ContractionKernel>(Assert.Single(Kernels(graph.Builder.Add(Product(), graph.Spread(ElementType.Float32, 64, 96)))));
        Assert.Equal([96L, 1, 0], product.Loops.Select(static loop => loop.StartStride));
    }

    [Fact]
    public void Biases_are_added_up_once_for_all_rows_where_there_are_many()
    {
        var (first, second) = (graph.Spread(ElementType.Float32, 96), graph.Spread(ElementType.Float32, 96));
        Assert.Equal(2, Kernels(Biased(Product(), first, second)).Length);
        var large = graph.Builder.MatrixProduct(graph.Spread(ElementType.Float32, 512, 32), graph.Spread(ElementType.Float32, 32, 96));
        var kernels = Kernels(Biased(large, first, second));
        Assert.Equal(96, Assert.Single(kernels.OfType<ElementKernel>()).Output.ElementCount);
        Assert.Equal([0L, 1, 0], Assert.Single(kernels.OfType<ContractionKernel>()).Loops.Select(static loop => loop.StartStride));
    }

    [Fact]
    public void Products_that_are_added_up_become_a_chain()
    {
        var kernels = Kernels(graph.Builder.Add(graph.Builder.Add(Product(), Product()), Product()));
        var products = kernels.Cast<ContractionKernel>().ToArray();
        Assert.Equal(3, products.Length);
        Assert.Null(products[0].Start);
        Assert.Equal(products[0].Output.Buffer, products[1].Start?.Buffer);
        Assert.Equal(products[1].Output.Buffer, products[2].Start?.Buffer);
    }

    [Fact]
    public void A_product_that_others_read_too_is_stored_as_it_is()
    {
        var product = Product();
        var kernels = Kernels(graph.Builder.Add(product, graph.Spread(ElementType.Float32, 64, 96)), product);
        Assert.Null(Assert.Single(kernels.OfType<ContractionKernel>()).Start);
    }

    /// <summary>What stands twice among the summands counts twice: the first or a later product, and a bias where many rows share it or few do.</summary>
    [Theory]
    [InlineData(64, 1)]
    [InlineData(64, 2)]
    [InlineData(512, 0)]
    [InlineData(64, 0)]
    public void What_is_added_twice_counts_twice(int rows, int repeated)
    {
        var x = graph.Spread(ElementType.Float32, rows, 32);
        var (first, second) = (Times(x), Times(x));
        var bias = graph.Builder.Broadcast(graph.Spread(ElementType.Float32, 96), first.Shape);
        var twice = repeated == 0 ? bias : repeated == 1 ? first : second;
        var sum = graph.Builder.Add(graph.Builder.Add(twice, repeated == 1 ? second : first), twice);
        using var processor = new CpuBackend();
        Closeness.Verify(
            BackendRun.Outputs(new ReferenceBackend(), [sum], graph.Inputs)[0], BackendRun.Outputs(processor, [sum], graph.Inputs)[0], 1e-6, "the sum");
    }

    private Node Times(Node x) => graph.Builder.MatrixProduct(x, graph.Spread(ElementType.Float32, 32, 96));

    private Node Product() => graph.Builder.MatrixProduct(graph.Spread(ElementType.Float32, 64, 32), graph.Spread(ElementType.Float32, 32, 96));

    private Node Biased(Node product, Node first, Node second) =>
        graph.Builder.Add(graph.Builder.Add(product, graph.Builder.Broadcast(first, product.Shape)), graph.Builder.Broadcast(second, product.Shape));

    private static Kernel[] Kernels(params ImmutableArray<Node> outputs) =>
        [.. Scheduler.Build(new CompileRequest(outputs, [], []), SchedulingOptions.Optimizing).Kernels.Cast<FusedKernel>()
            .SelectMany(static launch => launch.Segments).SelectMany(static segment => segment.Members).Select(static member => member.Kernel)];
}
