using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling;
using Dsl.Runtime.Tests.Backends;

namespace Dsl.Runtime.Tests.Scheduling;

/// <summary>Kernels that bring elements into another order read what a product's operand was packed to, where neighbours of their result lie side by side in it.</summary>
public sealed class PackedElementLoadsTests
{
    private static readonly TensorBuffer Source = Scheduler.CreateBuffer("source", TestGraph.Type(ElementType.Float32, 6, 64));
    private static readonly Node Node = new GraphBuilder().CreateInput(new GraphInput("x", TestGraph.Type(ElementType.Float32, 6, 64)));

    private readonly LoopVariable row = new("i", 66);
    private readonly LoopVariable column = new("j", 6);

    [Fact]
    public void A_loop_over_rows_becomes_one_for_each_part_that_lies_together()
    {
        var layout = Layout([2, 64, 3], new PackLoop(2, 192, 192), new PackLoop(64, 1, 3), new PackLoop(3, 64, 1));
        var changed = PackedElementLoads.Apply(Transposition(), layout)!;
        Assert.Equal([66, 2, 3], changed.Loops.Select(static loop => loop.Extent));
        var guarded = Assert.IsType<GuardedScalar>(changed.Body);
        var load = Assert.IsType<LoadScalar>(guarded.Body);
        Assert.Same(layout.Kernel.Output, load.Buffer);
        var place = LinearIndex.OfElement(load.Buffer.Shape, load.Indices);
        Assert.Equal([3L, 192L, 1L], changed.Loops.Select(loop => place.StrideOf(loop)!.Value));
        Assert.Equal(-3, place.Constant);
        Assert.Equal([6L, 3L, 1L], changed.Loops.Select(loop => LinearIndex.OfElement(changed.Output.Shape, changed.OutputIndices).StrideOf(loop)!.Value));
    }

    [Fact]
    public void A_kernel_whose_rows_lie_far_apart_in_the_layout_as_well_stays_as_it_is()
    {
        Assert.Null(PackedElementLoads.Apply(Transposition(), Layout([6, 64], new PackLoop(6, 64, 64), new PackLoop(64, 1, 1))));
        Assert.Null(PackedElementLoads.Apply(Transposition(), Layout([4, 6, 16], new PackLoop(4, 16, 96), new PackLoop(6, 64, 16), new PackLoop(16, 1, 1))));
    }

    [Fact]
    public void Axes_that_are_walked_in_parts_by_another_loop_are_left_alone() =>
        Assert.Null(PackedElementLoads.Apply(Transposition(), Layout([4, 16, 6], new PackLoop(4, 16, 96), new PackLoop(16, 1, 6), new PackLoop(6, 64, 1))));

    private static PackedLayout Layout(int[] shape, params PackLoop[] loops) => PackedLayout.Of(
        new PackKernel(Node, new ContractionOperand(Source, 0), Scheduler.CreateBuffer("packed", TestGraph.Type(ElementType.Float32, shape)), [.. loops]))!;

    /// <summary>Rows of the result are columns of the source, with a margin of one on both sides.</summary>
    private ElementKernel Transposition()
    {
        var body = new GuardedScalar(
            [new IndexGuard((IndexExpression)row + -1, 0, 64)], new LoadScalar(Source, [column, (IndexExpression)row + -1]), new ConstantScalar(0, ElementType.Float32));
        return new ElementKernel(Node, Scheduler.CreateBuffer("y", TestGraph.Type(ElementType.Float32, 66, 6)), [row, column], [row, column], body, []);
    }
}
