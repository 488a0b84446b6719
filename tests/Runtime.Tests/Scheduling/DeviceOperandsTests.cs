using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling;
using Dsl.Runtime.Tests.Backends;

namespace Dsl.Runtime.Tests.Scheduling;

/// <summary>Operands that groups would gather from all over the memory are brought into order before a product, where enough groups read them.</summary>
public sealed class DeviceOperandsTests
{
    private const int Channels = 32;
    private const int Rows = 16;
    private const int Window = 3;

    [Theory]
    [InlineData(ElementType.Float32, false)]
    [InlineData(ElementType.Float16, true)]
    public void Weights_of_a_gradient_lie_in_order(ElementType element, bool isSwapped)
    {
        var kernel = Gradient(element, 8192);
        var (packed, packs) = Pack(isSwapped ? kernel.Swapped() : kernel);
        var pack = Assert.IsType<PackKernel>(Assert.Single(packs));
        var left = isSwapped ? packed.Right : packed.Left;
        Assert.Same(pack.Output, left.Buffer);
        Assert.Same(kernel.Left.Buffer, pack.Source.Buffer);
        Assert.Same(kernel.Right.Buffer, (isSwapped ? packed.Left : packed.Right).Buffer);
        var sources = Positions(pack.Loops.Select(static loop => (loop.Extent, loop.OutputStride, loop.SourceStride)), (0L, pack.Source.Offset)).ToDictionary();
        Assert.Equal(Enumerable.Range(0, Channels * Rows * Window * Window).Select(static place => (long)place), sources.Keys.Order());
        var loops = kernel.Loops.Zip(packed.Loops, (old, now) => (old.Extent, isSwapped ? now.RightStride : now.LeftStride, old.LeftStride)).Where(static loop => loop.LeftStride != 0);
        Assert.All(Positions(loops, (left.Offset, kernel.Left.Offset)), place => Assert.Equal(place.Value, sources[place.Key]));
        Assert.Equal(kernel.Loops.Select(static loop => loop.OutputStride), packed.Loops.Select(static loop => loop.OutputStride));
    }

    [Fact]
    public void What_few_groups_read_stays_as_it_lies()
    {
        var kernel = Gradient(ElementType.Float32, 512);
        var (packed, packs) = Pack(kernel);
        Assert.Empty(packs);
        Assert.Same(kernel.Left.Buffer, packed.Left.Buffer);
    }

    [Fact]
    public void Parts_of_sums_stay_as_they_lie() => Assert.Empty(Pack(Gradient(ElementType.Float32, 8192) with { LastPart = 2 }).Packs);

    // The sum over channels and window of a gradient, whose channels lie side by side, times weights that are read backwards.
    private static ContractionKernel Gradient(ElementType element, int columns)
    {
        var weights = new TensorBuffer("weights", element, [Channels, Rows, Window, Window]);
        var gradient = new TensorBuffer("gradient", element, [columns + (Window * Window), Channels]);
        var output = new TensorBuffer("output", element, [Rows, columns]);
        var builder = new GraphBuilder();
        var node = builder.CreateInput(new GraphInput("x", TestGraph.Type(element, 1)));
        const int area = Window * Window;
        return new ContractionKernel(
            node, new ContractionOperand(output, 0), new ContractionOperand(weights, area - 1), new ContractionOperand(gradient, 0),
            [
                new ContractionLoop(Rows, columns, area, 0, IsReduced: false),
                new ContractionLoop(columns, 1, 0, Channels, IsReduced: false),
                new ContractionLoop(Window, 0, -Window, Window * Channels, IsReduced: true),
                new ContractionLoop(Window, 0, -1, Channels, IsReduced: true),
                new ContractionLoop(Channels, 0, Rows * area, 1, IsReduced: true),
            ]);
    }

    private static (ContractionKernel Packed, ImmutableArray<Kernel> Packs) Pack(ContractionKernel kernel)
    {
        var packs = ImmutableArray.CreateBuilder<Kernel>();
        var packed = DeviceOperands.Pack(kernel, static (name, element, shape) => new TensorBuffer(name, element, shape), packs);
        return (packed, packs.ToImmutable());
    }

    // Both places of every element that the loops come to.
    private static IEnumerable<KeyValuePair<long, long>> Positions(IEnumerable<(int Extent, long First, long Second)> loops, (long First, long Second) start)
    {
        IEnumerable<(long First, long Second)> places = [start];
        foreach (var (extent, first, second) in loops)
            places = places.SelectMany(place => Enumerable.Range(0, extent).Select(turn => (place.First + (turn * first), place.Second + (turn * second))));
        return places.Select(static place => KeyValuePair.Create(place.First, place.Second));
    }
}
