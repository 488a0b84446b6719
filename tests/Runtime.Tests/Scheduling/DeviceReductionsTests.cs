using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling;

namespace Dsl.Runtime.Tests.Scheduling;

/// <summary>Reductions with few results of many values are cut into parts on devices, whatever number of values that is.</summary>
public sealed class DeviceReductionsTests
{
    [Theory]
    [InlineData(4096, 40, 64, 64)]
    [InlineData(4099, 40, 64, 65)]
    [InlineData(9001, 8, 139, 65)]
    [InlineData(65537, 1, 509, 129)]
    public void Parts_are_equal_where_the_length_has_a_divisor_else_the_last_one_is_shorter(int rows, int columns, int parts, int length)
    {
        var kernels = Kernels(ElementType.Float32, rows, columns, ReductionKind.Sum);
        Assert.Equal(2, kernels.Length);
        var reduce = Assert.IsType<ReduceScalar>(kernels[0].Body);
        Assert.Equal(parts, kernels[0].Loops[0].Extent);
        Assert.Equal(length, reduce.Variables[0].Extent);
        Assert.Equal(parts * length != rows, reduce.Body is GuardedScalar);
        Assert.True((parts - 1) * length < rows && parts * length >= rows);
    }

    [Theory]
    [InlineData(ElementType.Float32, ReductionKind.Maximum, 2)]
    [InlineData(ElementType.Int, ReductionKind.Maximum, 1)]
    [InlineData(ElementType.Int, ReductionKind.Sum, 2)]
    public void What_has_no_neutral_number_is_cut_evenly_or_not_at_all(ElementType element, ReductionKind kind, int expected) =>
        Assert.Equal(expected, Kernels(element, 65537, 1, kind).Length);

    [Fact]
    public void Few_values_are_not_cut() => Assert.Single(Kernels(ElementType.Float32, 1021, 3, ReductionKind.Sum));

    private static ImmutableArray<ElementKernel> Kernels(ElementType element, int rows, int columns, ReductionKind kind)
    {
        var input = new TensorBuffer("x", element, [rows, columns]);
        var (row, column) = (new LoopVariable("row", rows), new LoopVariable("column", columns));
        var body = new ReduceScalar(kind, [row], new LoadScalar(input, [row, column]));
        var values = new RandomInputs(element);
        var kernel = new ElementKernel(values.Input([1]), new TensorBuffer("y", body.Element, [columns]), [column], [column], body, []);
        return [.. DeviceReductions.Split(kernel, static (name, type, shape) => new TensorBuffer(name, type, shape)).Cast<ElementKernel>()];
    }
}
