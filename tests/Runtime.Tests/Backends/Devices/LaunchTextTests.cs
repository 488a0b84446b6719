using Dsl.DeviceChecks.Measuring;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.CStyle;
using Dsl.Runtime.Backends.Devices;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Optimization;
using Dsl.Runtime.Scheduling;
using Dsl.Runtime.Tests.Backends.Cuda;

namespace Dsl.Runtime.Tests.Backends.Devices;

/// <summary>What the texts of launches must have or keep to.</summary>
public sealed class LaunchTextTests
{
    private static readonly DeviceLimits Limits = new(48 * 1024, 256, HasDoubles: true, HasTensorCores: false);

    [Theory]
    [InlineData(ElementType.Float32, "NN_READ_FOUR", "NN_WRITE_FOUR")]
    [InlineData(ElementType.Float16, "NN_READ_EIGHT", "NN_WRITE_EIGHT")]
    [InlineData(ElementType.BFloat16, "NN_READ_EIGHT", "NN_WRITE_EIGHT")]
    public void Large_element_wise_work_reads_and_writes_pieces_of_16_bytes(ElementType element, string read, string write)
    {
        var text = Sources("chain", 512, 1024, element).Single().Text;
        Assert.Contains(read, text, StringComparison.Ordinal);
        Assert.Contains(write, text, StringComparison.Ordinal);
    }

    // So much is on its way from memory that its time is hidden.
    [Fact]
    public void Two_pieces_are_read_before_the_first_is_computed() =>
        Assert.Equal(2, Sources(KernelRows.All(MeasuredSizes.Full).Single(static row => row.Name == "gelu_f32").Request).Single().Text.Split("piece < 2").Length - 1);

    [Fact]
    public void A_row_is_looked_up_once_for_a_piece_of_it()
    {
        var graph = AccessGraphs.Gather(ElementType.Float32);
        var text = Sources(graph.Request).Single(static source => source.Text.Contains("NN_READ_FOUR", StringComparison.Ordinal)).Text;
        var elements = text.IndexOf("for (int j", StringComparison.Ordinal);
        Assert.InRange(text.LastIndexOf("nn_index(", elements, StringComparison.Ordinal), 0, elements);
        Assert.DoesNotContain("nn_index(", text[elements..text.IndexOf("NN_WRITE_FOUR", elements, StringComparison.Ordinal)], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ElementType.Float32, 1024, "NN_READ_FOUR", true)]
    [InlineData(ElementType.Float32, 1022, "NN_READ_FOUR", false)]
    [InlineData(ElementType.Float32, 64, "NN_READ_FOUR", false)]
    [InlineData(ElementType.Float16, 4096, "NN_READ_EIGHT", true)]
    public void Rows_are_reduced_by_pieces_of_16_bytes_where_each_item_has_some(ElementType element, int columns, string word, bool isRead)
    {
        var text = string.Concat(Sources("greatest", 4096, columns, element).Select(static source => source.Text));
        Assert.Equal(isRead, text.Contains(word, StringComparison.Ordinal));
    }

    [Fact]
    public void A_group_has_no_more_memory_than_the_device_gives_it()
    {
        foreach (var (kind, rows, columns) in ((string, int, int)[])[("softmax", 500, 4000), ("softmax", 300, 11000), ("layer norm", 4096, 768), ("log softmax", 200, 20000), ("greatest", 300, 5000)])
            Assert.All(Sources(kind, rows, columns, ElementType.Float32), static source => Assert.InRange(source.SharedBytes, 0, 48 * 1024));
    }

    [Fact]
    public void No_item_leaves_before_a_barrier()
    {
        foreach (var kind in (string[])["softmax", "layer norm", "columns", "greatest", "small"])
            Assert.All(Sources(kind, 333, 77, ElementType.Float32), static source => Assert.DoesNotContain("return", source.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void Segments_that_differ_in_their_operands_only_are_written_once()
    {
        var text = Sources("alike", 512, 64, ElementType.Float32).Single().Text;
        Assert.Contains("#if NN_JOINS_SEGMENTS", text, StringComparison.Ordinal);
        text = text[..text.IndexOf("  #else\n  if", StringComparison.Ordinal)];
        Assert.Equal(2, text.Split("nn_exp_f32(").Length - 1);
        Assert.Equal((1, 5, 1), (text.Split("switch (").Length - 1, text.Split("  case ").Length - 1, text.Split("  default:").Length - 1));
    }

    // The table of three thousand million elements exists a chunk at a time only, and all that is outside is small.
    [Fact]
    public void Positions_in_a_table_that_only_groups_have_are_counted_in_64_bits()
    {
        const int rows = 3_000_000, columns = 1024;
        var builder = new GraphBuilder();
        var (left, right) = (Input("left", rows, 1), Input("right", columns));
        var table = builder.Multiply(builder.Broadcast(left, Shape.Of([rows, columns])), builder.Broadcast(right, Shape.Of([rows, columns])));
        for (var i = 0; i < 3; i++)
            table = builder.Create(FunctionOperators.Tanh, builder.Create(FunctionOperators.Sin, table));
        var e = builder.Exp(builder.Subtract(table, builder.Broadcast(builder.Create(ReductionOperators.Max, [table], new ReductionAttributes([1], true)), table.Shape)));
        var shares = builder.Divide(e, builder.Broadcast(builder.Sum(e, [1], keep: true), e.Shape));
        var texts = Sources(new CompileRequest([builder.Sum(builder.Multiply(shares, shares), [1])], [], [])).Select(static source => source.Text).ToArray();
        Assert.Contains(texts, static text => text.Contains("const i64 element = first * 1024 + at", StringComparison.Ordinal));
        Assert.All(texts, static text => Assert.DoesNotContain("const int element = first * 1024", text, StringComparison.Ordinal));

        Node Input(string name, params int[] shape) => builder.CreateInput(new GraphInput(name, TestGraph.Type(ElementType.Float32, shape)));
    }

    private static IEnumerable<KernelSource> Sources(string kind, int rows, int columns, ElementType element) => Sources(new CompileRequest(LaunchGraphs.Of(kind, rows, columns, element).Outputs, [], []));

    private static IEnumerable<KernelSource> Sources(CompileRequest request)
    {
        var program = Scheduler.Build(PassPipeline.Run(request), SchedulingOptions.ForDevice(Limits.SharedBytes));
        return program.Kernels.Select(static kernel => KernelRenderer.Render(kernel, Limits)!);
    }
}
