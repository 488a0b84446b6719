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

/// <summary>Products whose large right operand is brought to each processor in part only.</summary>
public sealed class ColumnChunksTests
{
    private readonly TestGraph graph = new();

    [Theory]
    [InlineData(32, 256, 1024, true)]
    [InlineData(5, 256, 1024, true)]
    [InlineData(32, 256, 512, false)]
    [InlineData(32, 256, 1000, false)]
    [InlineData(512, 256, 1024, false)]
    public void A_small_left_operand_is_gone_through_by_each_chunk_of_columns(int rows, int inner, int columns, bool isByColumns)
    {
        var segment = SegmentOf(Product(rows, inner, columns));
        var product = Assert.IsType<ContractionKernel>(Assert.Single(segment.Members).Kernel);
        Assert.Equal(isByColumns, segment.Positions > 1 && product.Loops[0].LeftStride == 0);
        Assert.True(!isByColumns || (segment.Positions == columns / 16 && segment.Chunks > 1));
    }

    [Fact]
    public void What_follows_element_by_element_keeps_rows_together()
    {
        var segment = SegmentOf(graph.Builder.Create(FunctionOperators.Tanh, Product(32, 256, 1024)));
        Assert.Equal(2, segment.Members.Length);
        Assert.Equal(32, segment.Positions);
    }

    [Theory]
    [InlineData(5, 192, 768)]
    [InlineData(18, 100, 1456)]
    public void Every_column_is_computed_and_has_the_same_bits_for_every_number_of_threads(int rows, int inner, int columns)
    {
        var product = Product(rows, inner, columns);
        Assert.Equal(0, Assert.IsType<ContractionKernel>(SegmentOf(product).Members[0].Kernel).Loops[0].LeftStride);
        using var one = new CpuBackend(new CpuOptions(1));
        using var three = new CpuBackend(new CpuOptions(3));
        var alone = BackendRun.Outputs(one, [product], graph.Inputs)[0];
        Assert.Equal(alone, BackendRun.Outputs(three, [product], graph.Inputs)[0]);
        Closeness.Verify(BackendRun.Outputs(new ReferenceBackend(), [product], graph.Inputs)[0], alone, 2e-5, "product");
    }

    private Node Product(int rows, int inner, int columns) => graph.Builder.MatrixProduct(graph.Spread(ElementType.Float32, rows, inner), graph.Spread(ElementType.Float32, inner, columns));

    private static FusedSegment SegmentOf(Node output) =>
        Assert.Single(Assert.IsType<FusedKernel>(Assert.Single(Scheduler.Build(new CompileRequest([output], [], []), SchedulingOptions.Optimizing).Kernels)).Segments);
}
