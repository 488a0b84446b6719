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

/// <summary>A large buffer that is packed for one product is read packed by others, where its rows would compete for the same places in the caches.</summary>
public sealed class SharedPackingTests
{
    private const int Rows = 264;
    private const int Columns = 1024;

    private readonly TestGraph graph = new();
    private readonly Node shared;

    public SharedPackingTests()
    {
        shared = graph.Spread(ElementType.Float32, Rows, Columns);
    }

    [Fact]
    public void Few_rows_alone_are_no_reason_to_pack()
    {
        Assert.Empty(Kernels(Transposed(20), Left(), graph.Builder.Sum(shared, [0])).OfType<PackKernel>());
    }

    [Fact]
    public void What_one_product_packs_products_on_both_sides_and_sums_read()
    {
        var kernels = Kernels(graph.Builder.Sum(shared, [0]), Left(), Transposed(20), Transposed(130));
        var pack = Assert.Single(kernels.OfType<PackKernel>(), static pack => pack.Source.Buffer.ElementCount == Rows * Columns);
        Assert.All(kernels.Where(kernel => kernel != pack), kernel => Assert.DoesNotContain(pack.Source.Buffer, kernel.Reads));
        Assert.Equal(4, kernels.Count(kernel => kernel.Reads.Contains(pack.Output)));
        Assert.True(Array.IndexOf(kernels, pack) < Array.FindIndex(kernels, kernel => kernel.Reads.Contains(pack.Output)));
    }

    [Fact]
    public void Results_stay_what_they_are()
    {
        ImmutableArray<Node> asked = [graph.Builder.Sum(shared, [0]), Left(), Transposed(20)];
        using var processor = new CpuBackend();
        var expected = BackendRun.Outputs(new ReferenceBackend(), asked, graph.Inputs);
        var found = BackendRun.Outputs(processor, asked.Add(Transposed(130)), graph.Inputs);
        for (var i = 0; i < asked.Length; i++)
            Closeness.Verify(expected[i], found[i], 1e-5, $"result {i}");
    }

    [Fact]
    public void Loops_that_do_not_fit_the_packed_order_are_left_as_they_are()
    {
        var layout = PackedLayout.Of(Pack(new PackLoop(4, 16, 96), new PackLoop(6, 64, 16), new PackLoop(16, 1, 1)))!;
        Assert.Null(layout.Walk([(5, 48)]));
        Assert.Null(layout.Walk([(6, 64), (9, 16)]));
        Assert.Equal([new PackedStep(4, 16, 0, 1, 96), new PackedStep(16, 1, 2, 1, 1)], layout.Walk([(64, 1)])!.Value[0].ToArray());
        Assert.Equal([new PackedStep(3, 1, 1, 2, 32)], layout.Walk([(3, 128)])!.Value[0].ToArray());
    }

    [Fact]
    public void A_kernel_that_leaves_elements_out_is_no_layout() =>
        Assert.Null(PackedLayout.Of(Pack(new PackLoop(3, 16, 96), new PackLoop(6, 64, 16), new PackLoop(16, 1, 1))));

    [Fact]
    public void A_loop_of_one_turn_is_walked_by_nobody()
    {
        var layout = PackedLayout.Of(Pack(new PackLoop(1, 64, 384), new PackLoop(6, 64, 64), new PackLoop(64, 1, 1)))!;
        Assert.Equal([new PackedStep(6, 1, 1, 1, 64)], layout.Walk([(6, 64)])!.Value[0].ToArray());
    }

    private static PackKernel Pack(params ImmutableArray<PackLoop> loops)
    {
        var node = new GraphBuilder().CreateInput(new GraphInput("x", TestGraph.Type(ElementType.Float32, 6, 64)));
        var source = Scheduler.CreateBuffer("source", TestGraph.Type(ElementType.Float32, 6, 64));
        return new PackKernel(node, new ContractionOperand(source, 0), Scheduler.CreateBuffer("packed", TestGraph.Type(ElementType.Float32, 4, 6, 16)), loops);
    }

    private Node Transposed(int rows) => graph.Builder.MatrixProduct(graph.Builder.Transpose(graph.Spread(ElementType.Float32, Rows, rows), [1, 0]), shared);

    private Node Left() => graph.Builder.MatrixProduct(shared, graph.Spread(ElementType.Float32, Columns, 16));

    private static Kernel[] Kernels(params ImmutableArray<Node> outputs) =>
        [.. Scheduler.Build(new CompileRequest(outputs, [], []), SchedulingOptions.Optimizing).Kernels.Cast<FusedKernel>()
            .SelectMany(static launch => launch.Segments).SelectMany(static segment => segment.Members).Select(static member => member.Kernel)];
}
