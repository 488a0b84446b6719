using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling;
using Dsl.Runtime.Tests.Backends;

namespace Dsl.Runtime.Tests.Scheduling;

/// <summary>Gradients of weights, whose left operand is read down its columns, where steps compete for the same places of a cache.</summary>
public sealed class LeftPackingTests
{
    private readonly TestGraph graph = new();

    [Theory]
    [InlineData(160, 2048, 512, 64)]
    [InlineData(160, 2048, 256, 0)]
    [InlineData(1024, 512, 640, 0)]
    [InlineData(1024, 512, 1024, 64)]
    [InlineData(1400, 520, 1024, 0)]
    [InlineData(1400, 768, 1024, 64)]
    public void Columns_are_laid_out_together_where_enough_columns_of_the_right_operand_share_the_work(int steps, int rows, int columns, int together)
    {
        var packs = Kernels(Gradient(steps, rows, columns)).OfType<PackKernel>().Where(pack => pack.Source.Buffer.Shape.SequenceEqual([steps, rows])).ToList();
        Assert.Equal(together == 0 ? [] : [together], packs.Select(static pack => pack.Output.Shape[^1]));
    }

    [Fact]
    public void Sums_are_the_same_chains()
    {
        const int steps = 160;
        const int rows = 2048;
        const int columns = 400;
        var gradient = Gradient(steps, rows, columns);
        using var backend = new CpuBackend(new CpuOptions(2));
        var values = BackendRun.Outputs(backend, [gradient], graph.Inputs)[0];
        var (left, right) = (graph.Inputs[0].Value.ToDoubles(), graph.Inputs[1].Value.ToDoubles());
        for (var element = 0; element < rows * columns; element += 997)
        {
            var sum = 0f;
            for (var step = 0; step < steps; step++)
                sum = MathF.FusedMultiplyAdd((float)left[(step * rows) + (element / columns)], (float)right[(step * columns) + (element % columns)], sum);
            Assert.Equal(sum, (float)values[element]);
        }
    }

    private Node Gradient(int steps, int rows, int columns)
    {
        var left = graph.Spread(ElementType.Float32, steps, rows);
        return graph.Builder.MatrixProduct(graph.Builder.SwapLastAxes(left), graph.Spread(ElementType.Float32, steps, columns));
    }

    private static IEnumerable<Kernel> Kernels(Node output) =>
        Scheduler.Build(new CompileRequest([output], [], []), SchedulingOptions.Optimizing).Kernels.Cast<FusedKernel>()
            .SelectMany(static launch => launch.Segments).SelectMany(static segment => segment.Members).Select(static member => member.Kernel);
}
