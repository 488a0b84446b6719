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

/// <summary>Rows of temporaries lie further apart where a product goes down their columns and they would share few sets of the caches.</summary>
public sealed class RowPaddingTests
{
    private const int Line = 16;

    private readonly TestGraph graph = new();

    [Theory]
    [InlineData(768, 512, true)]
    [InlineData(768, 1024, true)]
    [InlineData(768, 448, false)]
    [InlineData(96, 512, false)]
    public void Rows_a_multiple_of_two_kibibytes_apart_move_where_there_are_many(int rows, int columns, bool moves)
    {
        var program = Scheduler.Build(new CompileRequest(Step(rows, columns, Line), [], []), SchedulingOptions.Optimizing);
        var products = Kernels(program).OfType<ContractionKernel>().ToArray();
        Assert.NotEmpty(products);
        var width = columns + (moves ? Line : 0);
        var shared = Assert.Single(program.Buffers, buffer => buffer.Placement is ArenaPlacement && buffer.Buffer.ElementCount == (long)rows * width).Buffer;
        Assert.Equal([rows, width], shared.Shape.ToArray());
        Assert.Contains(products, product => product.Right.Buffer == shared && product.Loops.Any(loop => loop.IsReduced && loop.RightStride == width));
        Assert.All(products.Where(product => product.Left.Buffer == shared), product => Assert.Contains(product.Loops, loop => loop.LeftStride == width));
    }

    [Fact]
    public void What_is_asked_for_keeps_its_shape()
    {
        var step = Step(768, 512, Line);
        var program = Scheduler.Build(new CompileRequest([.. step, step[0].Inputs[1]], [], []), SchedulingOptions.Optimizing);
        Assert.DoesNotContain(program.Buffers, static buffer => buffer.Buffer.Shape.Contains(512 + Line));
    }

    [Theory]
    [InlineData(768, 512)]
    [InlineData(515, 1024)]
    public void Results_stay_what_they_are(int rows, int columns)
    {
        var step = Step(rows, columns, 24);
        using var one = new CpuBackend(new CpuOptions(1));
        using var three = new CpuBackend(new CpuOptions(3));
        var expected = BackendRun.Outputs(new ReferenceBackend(), step, graph.Inputs);
        var (alone, together) = (BackendRun.Outputs(one, step, graph.Inputs), BackendRun.Outputs(three, step, graph.Inputs));
        for (var i = 0; i < step.Length; i++)
        {
            Assert.Equal(alone[i], together[i]);
            Closeness.Verify(expected[i], alone[i], 1e-4, $"result {i}");
        }
    }

    /// <summary>y^T @ h, h @ w and the sum of h's columns, where h = tanh(x @ v).</summary>
    private ImmutableArray<Node> Step(int rows, int columns, int others)
    {
        var hidden = graph.Builder.Create(FunctionOperators.Tanh, graph.Builder.MatrixProduct(graph.Spread(ElementType.Float32, rows, 32), graph.Spread(ElementType.Float32, 32, columns)));
        var gradient = graph.Builder.MatrixProduct(graph.Builder.Transpose(graph.Spread(ElementType.Float32, rows, others), [1, 0]), hidden);
        return [gradient, graph.Builder.MatrixProduct(hidden, graph.Spread(ElementType.Float32, columns, others)), graph.Builder.Sum(hidden, [0])];
    }

    private static IEnumerable<Kernel> Kernels(KernelProgram program) =>
        program.Kernels.Cast<FusedKernel>().SelectMany(static launch => launch.Segments).SelectMany(static segment => segment.Members).Select(static member => member.Kernel);
}
