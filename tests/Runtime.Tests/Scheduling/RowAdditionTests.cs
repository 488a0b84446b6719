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

/// <summary>Rows that are added up into a table, each chunk of which looks through all indices.</summary>
public sealed class RowAdditionTests
{
    private readonly TestGraph graph = new();

    [Theory]
    [InlineData(1000, 20000, 1, 1)]
    [InlineData(1000, 20000, 32, 1)]
    [InlineData(1000, 20000, 64, 2)]
    [InlineData(1000, 20000, 130, 4)]
    public void Looking_for_rows_takes_no_longer_than_adding_them_up(int rows, int count, int width, int most)
    {
        var kernels = Scheduler.Build(new CompileRequest([Sums(rows, width, Spread(rows, count))], [], []), SchedulingOptions.Optimizing).Kernels;
        var chunks = kernels.OfType<FusedKernel>().SelectMany(static kernel => kernel.Segments).Where(static segment => segment.Members[0].Kernel is ScatterAddKernel).Select(static segment => segment.Chunks);
        Assert.InRange(chunks.DefaultIfEmpty(1).Single(), Math.Min(most, 2), most);
    }

    [Theory]
    [InlineData(61, 700, 300)]
    [InlineData(2, 517, 512)]
    [InlineData(500, 2003, 96)]
    [InlineData(500, 2003, 3)]
    public void Every_row_is_added_up_in_the_order_of_the_indices(int rows, int count, int width)
    {
        var sums = Sums(rows, width, Spread(rows, count));
        using var one = new CpuBackend(new CpuOptions(1));
        using var three = new CpuBackend(new CpuOptions(3));
        var alone = BackendRun.Outputs(one, [sums], graph.Inputs)[0];
        Assert.Equal(alone, BackendRun.Outputs(three, [sums], graph.Inputs)[0]);
        Closeness.Verify(BackendRun.Outputs(new ReferenceBackend(), [sums], graph.Inputs)[0], alone, 2e-5, "sums");
    }

    [Theory]
    [InlineData(0, 61)]
    [InlineData(13, -62)]
    [InlineData(699, 61)]
    public void The_first_index_outside_the_table_is_the_one_reported(int place, int index)
    {
        var places = Spread(61, 700);
        places[place] = index;
        places[699] = places[699] is >= -61 and < 61 ? 100 : places[699];
        using var backend = new CpuBackend(new CpuOptions(3));
        using var program = BackendRun.Compile(backend, [Sums(61, 300, places)], []);
        foreach (var (input, value) in graph.Inputs)
            program.BindInput(input, value);
        var fault = program.Run(CancellationToken.None);
        Assert.Contains($"index {index} is", Assert.IsType<RuntimeFault>(fault).Message);
    }

    private Node Sums(int rows, int width, double[] places) => graph.Builder.Create(
        IndexingOperators.ScatterAdd, [graph.Input(ElementType.Int, [places.Length], places), graph.Spread(ElementType.Float32, places.Length, width)], new SizeAttributes(rows));

    // From the table's beginning and from its end.
    private static double[] Spread(int rows, int count) => [.. Enumerable.Range(0, count).Select(i => (double)(((long)i * i % (2 * rows)) - rows))];
}
