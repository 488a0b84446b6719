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

/// <summary>Products that ask, while they multiply, for what later kernels of their launch touch first.</summary>
public sealed class AskedPiecesTests
{
    private readonly TestGraph graph = new();

    [Fact]
    public void A_product_asks_for_what_the_next_kernel_reads_and_for_what_the_next_chunk_begins_with()
    {
        var segment = Assert.Single(Assert.Single(Launches(Layer(768))).Segments);
        Assert.Equal(2, segment.Members.Length);
        var product = Assert.IsType<ContractionKernel>(segment.Members[0].Kernel);
        var asks = segment.Members[0].Memory.Asks;
        Assert.Empty(segment.Members[1].Memory.Asks);
        Assert.Contains(asks, static piece => !piece.OfNextChunk && piece.BytesPerPosition == 512 * sizeof(float));
        Assert.DoesNotContain(asks, piece => piece.Buffer == product.Output.Buffer);
        Assert.True(asks.Sum(piece => piece.BytesPerPosition) * segment.Chunk <= 256 * 1024);
    }

    [Fact]
    public void What_a_launch_of_little_memory_reads_is_not_asked_for() =>
        Assert.All(Launches(Layer(64)).SelectMany(static launch => launch.Segments).SelectMany(static segment => segment.Members), static member => Assert.Empty(member.Memory.Asks));

    [Theory]
    [InlineData(768)]
    [InlineData(769)]
    [InlineData(1021)]
    public void What_is_computed_does_not_depend_on_it(int rows)
    {
        var layer = Layer(rows);
        using var one = new CpuBackend(new CpuOptions(1));
        using var three = new CpuBackend(new CpuOptions(3));
        var alone = BackendRun.Outputs(one, [layer], graph.Inputs)[0];
        Assert.Equal(alone, BackendRun.Outputs(three, [layer], graph.Inputs)[0]);
        Closeness.Verify(BackendRun.Outputs(new ReferenceBackend(), [layer], graph.Inputs)[0], alone, 2e-5, "layer");
    }

    /// <summary>tanh(x @ w) * y.</summary>
    private Node Layer(int rows)
    {
        var product = graph.Builder.MatrixProduct(graph.Spread(ElementType.Float32, rows, 128), graph.Spread(ElementType.Float32, 128, 512));
        return graph.Builder.Create(ArithmeticOperators.Multiply, graph.Builder.Create(FunctionOperators.Tanh, product), graph.Spread(ElementType.Float32, rows, 512));
    }

    private static IEnumerable<FusedKernel> Launches(Node output) =>
        Scheduler.Build(new CompileRequest([output], [], []), SchedulingOptions.Optimizing).Kernels.Cast<FusedKernel>();
}
