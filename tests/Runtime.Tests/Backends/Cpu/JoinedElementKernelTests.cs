using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Tests.Backends.Cpu;

/// <summary>Several results in one loop: all values of an element are computed before one of them is stored.</summary>
public sealed unsafe class JoinedElementKernelTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(1, 3)]
    [InlineData(1, 19)]
    [InlineData(5, 7)]
    [InlineData(2, 64)]
    [InlineData(3, 100)]
    public void New_values_may_lie_where_the_old_ones_were(int rows, int columns)
    {
        var (a, b) = (Matrix("a", rows, columns), Matrix("b", rows, columns));
        var (sum, difference, square) = (Matrix("sum", rows, columns), Matrix("difference", rows, columns), Matrix("square", rows, columns));
        var (row, column) = (new LoopVariable("i", rows), new LoopVariable("j", columns));
        var (left, right) = (new LoadScalar(a, [row, column]), new LoadScalar(b, [row, column]));
        var total = Binary(ScalarOperation.Add, left, right);
        var kernel = new JoinedElementKernel([
            TestKernel.Store(sum, total, row, column),
            TestKernel.Store(difference, Binary(ScalarOperation.Subtract, left, right), row, column),
            TestKernel.Store(square, Binary(ScalarOperation.Multiply, total, total), row, column)]);
        Assert.Equal(5, kernel.Operands.Length);

        var count = rows * columns;
        var (first, second, third) = (TestKernel.Allocate(count * 4), TestKernel.Allocate(count * 4), TestKernel.Allocate(count * 4));
        for (var i = 0; i < count; i++)
            (((float*)first)[i], ((float*)second)[i]) = (3 * i, i - 4);
        var places = kernel.Operands.Select(buffer => buffer == a || buffer == sum ? first : buffer == square ? third : second).ToArray();
        TestKernel.Call(TestKernel.Compile(kernel), places);
        for (var i = 0; i < count; i++)
        {
            Assert.Equal((4 * i) - 4, ((float*)first)[i]);
            Assert.Equal((2 * i) + 4, ((float*)second)[i]);
            Assert.Equal(((4f * i) - 4) * ((4f * i) - 4), ((float*)third)[i]);
        }

        TestKernel.Free(first);
        TestKernel.Free(second);
        TestKernel.Free(third);
    }

    private static TensorBuffer Matrix(string name, int rows, int columns) => TestKernel.Buffer(name, ElementType.Float32, rows, columns);

    private static BinaryScalar Binary(ScalarOperation operation, ScalarExpression left, ScalarExpression right) => new(operation, left, right, ElementType.Float32);
}
