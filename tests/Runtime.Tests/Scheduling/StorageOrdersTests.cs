using System.Collections.Immutable;
using Dsl.DeviceChecks.Running;
using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling;
using Dsl.Runtime.Tests.Backends;

namespace Dsl.Runtime.Tests.Scheduling;

/// <summary>On devices a result lies in the order in which those who read it touch the least memory.</summary>
public sealed class StorageOrdersTests
{
    private const int Rows = 40;
    private const int Columns = 64;
    private const int Channels = 16;

    [Fact]
    public void What_is_read_beside_channels_first_has_its_channels_first()
    {
        using var cpu = new CpuBackend();
        var recorder = new ScheduleRecorder(cpu, SchedulingOptions.ForDevice(48 * 1024));
        new ScriptCheck(CheckSuites.Networks, "normalization", 1e-2).Run(recorder, CheckExtent.Whole);
        var moved = recorder.Programs.SelectMany(static program => program.Buffers).Where(static pair => pair.Buffer.Name.EndsWith(".ordered", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(moved);
        Assert.All(moved, static pair => Assert.Equal<int[]>([16, 6, 28, 28], [.. pair.Buffer.Shape]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_product_is_stored_as_it_is_read(bool isTemporary)
    {
        var (kernels, product) = Kernels(joinsAxes: false);
        StorageOrders.Apply(kernels, _ => isTemporary, static (name, element, shape) => new TensorBuffer(name, element, shape));
        var stored = Assert.IsType<ContractionKernel>(kernels[0]);
        if (!isTemporary)
        {
            Assert.Same(product, stored);
            return;
        }

        Assert.Equal<int[]>([Rows, Channels, Columns], [.. stored.Output.Buffer.Shape]);
        Assert.Equal<long[]>([Channels * Columns, 1, Columns, 0], [.. stored.Loops.Select(static loop => loop.OutputStride)]);
        Assert.Contains(stored.Output.Buffer, kernels[1].Reads);
        Assert.DoesNotContain(product.Output.Buffer, kernels[1].Reads);
    }

    [Fact]
    public void A_loop_along_several_axes_leaves_them_in_their_order()
    {
        var (kernels, product) = Kernels(joinsAxes: true);
        StorageOrders.Apply(kernels, static _ => true, static (name, element, shape) => new TensorBuffer(name, element, shape));
        Assert.Same(product, kernels[0]);
    }

    // A product with channels last, and sums over it times another value whose channels come first.
    private static (List<Kernel> Kernels, ContractionKernel Product) Kernels(bool joinsAxes)
    {
        var node = new GraphBuilder().CreateInput(new GraphInput("x", TestGraph.Type(ElementType.Float32, 1)));
        var (left, other) = (Buffer("left", Rows, Columns, 8), Buffer("other", Rows, Channels, Columns));
        var (result, sums) = (Buffer("result", Rows, Columns, Channels), Buffer("sums", Channels));
        ImmutableArray<ContractionLoop> lines = joinsAxes
            ? [new(Rows * Columns, Channels, 8, 0, IsReduced: false)]
            : [new(Rows, Columns * Channels, Columns * 8, 0, IsReduced: false), new(Columns, Channels, 8, 0, IsReduced: false)];
        var product = new ContractionKernel(
            node, new ContractionOperand(result, 0), new ContractionOperand(left, 0), new ContractionOperand(other, 0),
            [.. lines, new(Channels, 1, 0, 1, IsReduced: false), new(8, 0, 1, Channels, IsReduced: true)]);
        var (channel, row, column) = (new LoopVariable("channel", Channels), new LoopVariable("row", Rows), new LoopVariable("column", Columns));
        var value = new BinaryScalar(
            ScalarOperation.Multiply, new LoadScalar(result, [new LoopIndex(row), new LoopIndex(column), new LoopIndex(channel)]),
            new LoadScalar(other, [new LoopIndex(row), new LoopIndex(channel), new LoopIndex(column)]), ElementType.Float32);
        var sum = new ElementKernel(node, sums, [channel], [new LoopIndex(channel)], new ReduceScalar(ReductionKind.Sum, [row, column], value), []);
        return ([product, sum], product);
    }

    private static TensorBuffer Buffer(string name, params ImmutableArray<int> shape) => new(name, ElementType.Float32, shape);
}
