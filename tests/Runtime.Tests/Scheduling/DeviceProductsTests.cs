using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling;

namespace Dsl.Runtime.Tests.Scheduling;

/// <summary>Products for devices are one kernel on operands as they lie, or two where few results have long sums.</summary>
public sealed class DeviceProductsTests
{
    private static readonly SchedulingOptions Options = new(Fuse: true, FindContractions: true, Launch: false) { HasDeviceProducts = true };

    [Theory]
    [InlineData(256, 256, 256)]
    [InlineData(1024, 8192, 1024)]
    [InlineData(8, 500, 8)]
    public void Most_products_are_one_kernel(int rows, int depth, int columns)
    {
        var kernel = Assert.IsType<ContractionKernel>(Assert.Single(Schedule(ElementType.Float16, rows, depth, columns)));
        Assert.Equal(ElementType.Float16, kernel.Left.Buffer.Element);
        Assert.Equal(ElementType.Float16, kernel.Output.Buffer.Element);
    }

    [Theory]
    [InlineData(ElementType.Float16, ElementType.Float32, 8, 2048, 24, 8)]
    [InlineData(ElementType.Float32, ElementType.Float32, 768, 8192, 768, 4)]
    [InlineData(ElementType.Float64, ElementType.Float64, 64, 60000, 10, 125)]
    public void Long_sums_for_few_results_are_cut_by_shape(ElementType element, ElementType parted, int rows, int depth, int columns, int parts)
    {
        var kernels = Schedule(element, rows, depth, columns);
        Assert.Equal(2, kernels.Length);
        var cut = Assert.IsType<ContractionKernel>(kernels[0]);
        Assert.Equal(parted, cut.Output.Buffer.Element);
        Assert.Equal([parts, rows, columns], cut.Output.Buffer.Shape.ToArray());
        Assert.Equal(depth / parts, cut.Loops.Single(static loop => loop.IsReduced).Extent);
        Assert.Equal(element, cut.Left.Buffer.Element);
        var addition = Assert.IsType<ElementKernel>(kernels[1]);
        Assert.Equal(element, addition.Output.Element);
        Assert.Equal(parted, addition.Body is CastScalar cast ? cast.Operand.Element : addition.Body.Element);
    }

    [Theory]
    [InlineData(8, 2053, 8, 8, 288, 37)]
    [InlineData(768, 8191, 768, 4, 2048, 2047)]
    [InlineData(64, 60013, 10, 126, 480, 13)]
    public void Sums_of_any_length_are_cut_with_a_shorter_part_at_the_end(int rows, int depth, int columns, int parts, int length, int last)
    {
        var cut = Assert.IsType<ContractionKernel>(Schedule(ElementType.Float32, rows, depth, columns)[0]);
        Assert.Equal([parts, rows, columns], cut.Output.Buffer.Shape.ToArray());
        Assert.Equal(length, cut.Loops.Single(static loop => loop.IsReduced).Extent);
        Assert.Equal(last, cut.LastPart);
        Assert.Equal(depth, ((parts - 1) * length) + last);
    }

    [Theory]
    [InlineData(4, 64, 192, 1)]
    [InlineData(1, 4000, 64, 3)]
    [InlineData(2, 5, 16, 1)]
    public void Products_with_codes_are_products_whose_columns_are_scaled(int rows, int depth, int columns, int expected)
    {
        var values = new RandomInputs(ElementType.Float32);
        var codes = values.Builder.CreateInput(new GraphInput("codes", new TensorType(ElementType.Int, Shape.Of(depth, columns / 8))));
        var kernels = Schedule(values.Graph("codes", [values.Builder.Create(QuantizationOperators.QuantizedProduct, values.Input([rows, depth]), codes, values.Input([columns]))]));
        var product = kernels[0] is EpilogueKernel joined ? joined.Product : kernels[0] as ContractionKernel;
        Assert.Equal(rows * depth * columns >= 4096, product?.Right.HoldsCodes ?? false);
        Assert.Equal(expected, kernels.Length);
    }

    [Theory]
    [InlineData(2048, 1)]
    [InlineData(2049, 2)]
    [InlineData(5000, 3)]
    [InlineData(100000, 7)]
    public void Long_rows_are_merged_from_runs(int width, int expected)
    {
        var values = new RandomInputs(ElementType.Float32);
        var kernels = Schedule(values.Graph("sort", [values.Builder.Create(IndexingOperators.ArgSort, values.Input([3, width]))]));
        Assert.Equal(expected, kernels.Length);
        Assert.All(kernels.Skip(1).Zip(kernels), static pair => Assert.Equal(pair.Second.Writes[0], Assert.IsType<ArgSortMergeKernel>(pair.First).Runs));
        Assert.Equal(Math.Min(width, 2048), Assert.IsType<ArgSortKernel>(kernels[0]).Run);
    }

    [Fact]
    public void Of_sums_over_several_axes_the_outermost_is_cut()
    {
        var cut = Assert.IsType<ContractionKernel>(Schedule(MatrixProducts.OverTwoAxes(ElementType.Float32, 12, 13, 171, 40))[0]);
        Assert.Equal([7, 2, 1], [cut.Loops[0].Extent, cut.Loops.First(static loop => loop.IsReduced).Extent, cut.LastPart!.Value]);
    }

    [Fact]
    public void Small_products_are_left_to_the_kernels_of_their_elements() => Assert.IsType<ElementKernel>(Assert.Single(Schedule(ElementType.Float32, 3, 4, 5)));

    [Theory]
    [InlineData(1, false, 3)]
    [InlineData(2, false, 1, 3)]
    [InlineData(3, false, 1, 2, 3)]
    [InlineData(1, true, 0, 2)]
    public void What_follows_a_product_at_its_own_elements_is_computed_with_it(int kernels, bool storesProduct, params int[] asked)
    {
        var joined = Assert.IsType<EpilogueKernel>(Assert.Single(Schedule(MatrixProducts.Layer(ElementType.Float16, 40, 48, 56, [.. asked]))));
        Assert.Equal(storesProduct, joined.StoresProduct);
        Assert.Equal(kernels, joined.Epilogue.Length);
        Assert.Equal(storesProduct, joined.Writes.Contains(joined.Product.Output.Buffer));
        Assert.DoesNotContain(joined.Product.Output.Buffer, joined.Reads);
    }

    [Fact]
    public void What_reads_a_product_elsewhere_is_a_kernel_of_its_own()
    {
        var values = new RandomInputs(ElementType.Float32);
        var product = values.Builder.MatrixProduct(values.Input([40, 48]), values.Input([48, 40]));
        var turned = values.Builder.Add(product, values.Builder.Transpose(product, [1, 0]));
        var kernels = Schedule(values.Graph("turned", [turned]));
        Assert.IsType<ContractionKernel>(kernels[0]);
        Assert.IsType<ElementKernel>(kernels[1]);
    }

    private static ImmutableArray<Kernel> Schedule(ElementType element, int rows, int depth, int columns) =>
        Schedule(MatrixProducts.Of(element, rows, depth, columns, isTurned: false));

    private static ImmutableArray<Kernel> Schedule(CheckedGraph graph) => Scheduler.Build(new CompileRequest(graph.Outputs, [], []), Options).Kernels;
}
