using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu.Contractions;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Tests.Backends;

/// <summary>The plan of a contraction: tiles that fit the registers and cover everything once, chains cut by the reduced sizes only.</summary>
public sealed class ContractionPlanTests
{
    private static readonly Node Place = new GraphBuilder().CreateInput(new GraphInput("x", TestGraph.Type(ElementType.Float32, 1)));
    private static readonly ContractionVector Vector = ContractionVector.Widest(ElementType.Float32);

    [Theory]
    [InlineData(256, 256, 256)]
    [InlineData(10, 784, 16)]
    [InlineData(16, 4, 16)]
    [InlineData(1, 256, 1024)]
    [InlineData(33, 65, 47)]
    [InlineData(4, 2000, 100)]
    public void Tiles_fit_the_registers_and_cover_the_output_once(int rows, int depth, int columns)
    {
        var plan = ContractionPlanner.Plan(Product(rows, depth, columns), KernelRange.Whole, Vector);
        foreach (var panel in plan.Rows)
        {
            foreach (var block in plan.Columns)
                Assert.True((panel.Cells.Length * block.Cells.Length) + block.Cells.Length + 1 < block.Vector.Registers, $"{panel.Cells.Length} x {block.Cells.Length}");
        }

        Assert.Equal(rows, plan.Rows.Sum(static panel => panel.Cells.Length * panel.Count.Chunk));
        Assert.Equal(columns, plan.Columns.Sum(static block => block.Cells.Sum(static cell => cell.Lanes) * block.Count.Chunk));
    }

    [Theory]
    [InlineData(1024, 1024)]
    [InlineData(784, 784)]
    [InlineData(2048, 2048)]
    [InlineData(2049, 683)]
    [InlineData(4096, 1024)]
    public void A_long_chain_is_cut_evenly_whatever_the_rows(int depth, int block)
    {
        foreach (var rows in (int[])[1, 7, 300])
            Assert.Equal(block, ContractionPlanner.Plan(Product(rows, depth, 40), KernelRange.Whole, Vector).ReducedBlock);
    }

    [Theory]
    [InlineData(1, 512, 512, true)]
    [InlineData(1, 2048, 512, true)]
    [InlineData(1, 512, 500, false)]
    [InlineData(2, 512, 512, false)]
    public void One_row_goes_through_a_large_matrix_a_few_rows_at_a_time(int rows, int depth, int columns, bool streams)
    {
        var plan = ContractionPlanner.Plan(Product(rows, depth, columns), KernelRange.Whole, Vector);
        Assert.Equal(streams ? 8 : 512, plan.ReducedBlock);
        Assert.True(!streams || plan.RightStepsAhead > 0);
    }

    [Theory]
    [InlineData(100, 40)]
    [InlineData(64, 16)]
    [InlineData(57, 14)]
    public void A_chunk_and_the_rest_are_both_covered(int rows, int chunk)
    {
        var plan = ContractionPlanner.Plan(Product(rows, 30, 40), new KernelRange(1, rows, chunk), Vector);
        var rest = rows % chunk == 0 ? chunk : rows % chunk;
        Assert.Equal(chunk, plan.Rows.Sum(static panel => panel.Cells.Length * panel.Count.Chunk));
        Assert.Equal(rest, plan.Rows.Sum(static panel => panel.Cells.Length * panel.Count.Rest));
    }

    [Fact]
    public void Panels_differ_by_at_most_one_row()
    {
        var plan = ContractionPlanner.Plan(Product(256, 64, 64), KernelRange.Whole, Vector);
        Assert.InRange(plan.Rows.Max(static panel => panel.Cells.Length) - plan.Rows.Min(static panel => panel.Cells.Length), 0, 1);
    }

    [Theory]
    [InlineData(64, 1024, true)]
    [InlineData(61, 2048, true)]
    [InlineData(64, 1040, false)]
    [InlineData(12, 1024, false)]
    public void Panels_of_rows_that_share_a_set_of_the_first_cache_are_low(int rows, int depth, bool areLow)
    {
        var heights = ContractionPlanner.Plan(Product(rows, depth, 1024), KernelRange.Whole, Vector).Rows.Select(static panel => panel.Cells.Length).ToList();
        Assert.Equal(areLow || Vector.Registers < 32, heights.TrueForAll(static height => height <= 8));
    }

    [Theory]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(7)]
    public void Blocks_of_packed_columns_are_as_even_as_possible(int blocks)
    {
        ContractionLoop[] loops = [new(64, 16L * blocks, 1024, 0, false), new(blocks, 16, 0, 16 * 1024, false), new(16, 1, 0, 1, false), new(1024, 0, 1, 16, true)];
        var kernel = new ContractionKernel(Place, Operand("c", 64 * 16 * blocks), Operand("a", 64 * 1024), Operand("b", 1024 * 16 * blocks), [.. loops]);
        var plan = ContractionPlanner.Plan(kernel, KernelRange.Whole, Vector);

        // Shorter vectors take the columns of one block at a time.
        if (Vector.Lanes < 16)
            return;
        Assert.Equal(16 * blocks, plan.Columns.Sum(static block => block.Cells.Sum(static cell => cell.Lanes) * block.Count.Chunk));
        Assert.InRange(plan.Columns.Max(static block => block.Advance.Output) - plan.Columns.Min(static block => block.Advance.Output), 0, 16);
    }

    [Fact]
    public void Short_rows_of_columns_share_a_tile()
    {
        // Two output channels over 5 x 4 places: a tile takes several of the five lines.
        ContractionLoop[] loops = [new(2, 20, 9, 0, false), new(5, 4, 0, 6, false), new(4, 1, 0, 1, false), new(9, 0, 1, 42, true)];
        var kernel = new ContractionKernel(Place, Operand("c", 40), Operand("a", 18), Operand("b", 400), [.. loops]);
        var plan = ContractionPlanner.Plan(kernel, KernelRange.Whole, Vector);
        Assert.True(plan.Columns[0].Cells.Length > 1);
    }

    [Fact]
    public void Only_operands_whose_steps_lie_apart_are_asked_for_ahead()
    {
        ContractionLoop[] loops = [new(512, 128, 1, 0, false), new(128, 1, 0, 1, false), new(768, 0, 512, 128, true)];
        var transposed = new ContractionKernel(Place, Operand("c", 512 * 128), Operand("a", 512 * 768), Operand("b", 768 * 128), [.. loops]);
        Assert.True(ContractionPlanner.Plan(transposed, KernelRange.Whole, Vector).PrefetchesLeft);
        Assert.False(ContractionPlanner.Plan(Product(512, 768, 128), KernelRange.Whole, Vector).PrefetchesLeft);
    }

    [Theory]
    [InlineData(32, 1024, true)]
    [InlineData(32, 1040, false)]
    [InlineData(32, 512, false)]
    [InlineData(12, 1024, false)]
    public void A_right_operand_is_copied_for_many_low_panels_where_its_steps_compete(int rows, int pitch, bool isCopied)
    {
        ContractionLoop[] loops = [new(16, 16, 0, 16, false), new(rows, 256, 256, 0, false), new(16, 1, 0, 1, false), new(256, 0, 1, pitch, true)];
        var kernel = new ContractionKernel(Place, Operand("c", rows * 256), Operand("a", rows * 256), Operand("b", 256 * pitch), [.. loops]);
        var plan = ContractionPlanner.Plan(kernel, new KernelRange(1, 16, 8), Vector);
        Assert.Equal(isCopied && Vector is { Registers: <= 16, HasMasks: true }, plan.RightCopy is not null);
        if (plan.RightCopy is not null)
            Assert.Equal((8 * 16, 256), (plan.Columns[0].Count.Chunk * plan.RightCopy.Pitch, plan.RightCopy.Turns));
    }

    private static ContractionOperand Operand(string name, int elements) => new(new TensorBuffer(name, ElementType.Float32, [elements]), 0);

    private static ContractionKernel Product(int rows, int depth, int columns)
    {
        ContractionLoop[] loops = [new(rows, columns, depth, 0, false), new(columns, 1, 0, 1, false), new(depth, 0, 1, columns, true)];
        return new ContractionKernel(
            Place, Operand("c", rows * columns), Operand("a", rows * depth), Operand("b", depth * columns), [.. loops.Where(static loop => loop.Extent > 1)]);
    }
}
