using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Tests.Backends.Cpu;

/// <summary>Windows, quotients and remainders of counters are computed in vectors as they are element by element.</summary>
public sealed unsafe class WindowLaneTests
{
    [Theory]
    [InlineData(2, 7)]
    [InlineData(2, 16)]
    [InlineData(3, 14)]
    [InlineData(3, 65)]
    public void Largest_of_a_window(int stride, int columns)
    {
        var width = (stride * (columns - 1)) + 2;
        var (x, y) = (TestKernel.Buffer("x", ElementType.Float32, 8, width), TestKernel.Buffer("y", ElementType.Float32, 4, columns));
        var (i, j, a, b) = (new LoopVariable("i", 4), new LoopVariable("j", columns), new LoopVariable("a", 2), new LoopVariable("b", 2));
        var body = new ReduceScalar(ReductionKind.Maximum, [a, b], new LoadScalar(x, [((IndexExpression)i * 2) + a, ((IndexExpression)j * stride) + b]));
        var (values, results) = (Values(8 * width), new float[4 * columns]);
        Run(TestKernel.Store(y, body, i, j), values, results);
        for (var at = 0; at < results.Length; at++)
        {
            var corner = (at / columns * 2 * width) + (at % columns * stride);
            Assert.Equal(Math.Max(Math.Max(values[corner], values[corner + 1]), Math.Max(values[corner + width], values[corner + width + 1])), results[at]);
        }
    }

    [Theory]
    [InlineData(1, 40)]
    [InlineData(2, 28)]
    [InlineData(2, 75)]
    [InlineData(3, 14)]
    [InlineData(16, 53)]
    public void Elements_repeated_along_a_row(int times, int columns)
    {
        // y[i, j] = x[i, (j + 1) // times], where x ends with the last element that may be read.
        var width = ((columns + times - 1) / times) + 1;
        var (x, y) = (TestKernel.Buffer("x", ElementType.Float32, 5, width), TestKernel.Buffer("y", ElementType.Float32, 5, columns));
        var (i, j) = (new LoopVariable("i", 5), new LoopVariable("j", columns));
        var load = new LoadScalar(x, [i, ((IndexExpression)j + 1) / times]);
        var body = new BinaryScalar(ScalarOperation.Add, load, load, ElementType.Float32);
        var (values, results) = (Values(5 * width), new float[5 * columns]);
        Run(TestKernel.Store(y, body, i, j), values, results);
        for (var at = 0; at < results.Length; at++)
            Assert.Equal(2 * values[(at / columns * width) + (((at % columns) + 1) / times)], results[at]);
    }

    [Theory]
    [InlineData(2, 13)]
    [InlineData(3, 29)]
    [InlineData(7, 50)]
    [InlineData(100, 333)]
    public void Elements_at_quotients_and_remainders(int divisor, int size)
    {
        // y[j] = exp(x[j // d]) where (j - 5) // d lies in [0, 3), else x[j % d] + j // d.
        var (x, y) = (TestKernel.Buffer("x", ElementType.Float32, size), TestKernel.Buffer("y", ElementType.Float32, size));
        IndexExpression j = new LoopVariable("j", size);
        var loop = ((LoopIndex)j).Variable;
        var quotient = j / divisor;
        var atQuotient = new UnaryScalar(ScalarOperation.Exp, new LoadScalar(x, [quotient]), ElementType.Float32);
        var elsewhere = new BinaryScalar(
            ScalarOperation.Add, new LoadScalar(x, [j % divisor]), new CastScalar(new IndexScalar(quotient), ElementType.Float32), ElementType.Float32);
        var body = new GuardedScalar([new IndexGuard((j + (-5)) / divisor, 0, 3)], atQuotient, elsewhere);
        var (values, results) = (Values(size), new float[size]);
        Run(TestKernel.Store(y, body, loop), values, results);
        for (var at = 0; at < size; at++)
        {
            var isInside = at >= 5 && (at - 5) / divisor < 3;
            Assert.Equal(isInside ? MathF.Exp(values[at / divisor]) : values[at % divisor] + (at / divisor), results[at], 1e-5f);
        }
    }

    private static float[] Values(int count) => [.. Enumerable.Range(0, count).Select(static i => (float)Math.Sin(i * 1.7))];

    private static void Run(ElementKernel kernel, float[] values, float[] results)
    {
        fixed (float* from = values, to = results)
            TestKernel.Call(TestKernel.Compile(kernel), [(nint)from, (nint)to]);
    }
}
