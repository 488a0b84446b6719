using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Tests.Backends.Cpu;

/// <summary>Element kernels in vectors give what the same arithmetic gives element by element, whatever the size and the range.</summary>
public sealed unsafe class LaneKernelTests
{
    private static readonly int[] Sizes = [1, 3, 4, 10, 15, 16, 17, 27, 64, 65, 100, 257];

    public static TheoryData<int> SomeSizes => [.. Sizes];

    [Theory]
    [MemberData(nameof(SomeSizes))]
    public void Arithmetic_of_every_size_touches_its_own_elements_only(int size)
    {
        var (x, y) = (TestKernel.Buffer("x", ElementType.Float32, size), TestKernel.Buffer("y", ElementType.Float32, size));
        var i = new LoopVariable("i", size);
        var load = new LoadScalar(x, [i]);
        var body = new BinaryScalar(ScalarOperation.Add, new BinaryScalar(ScalarOperation.Multiply, load, load, ElementType.Float32), Number(0.5), ElementType.Float32);
        var (values, results) = (Values(size), Guarded(size));
        Run(TestKernel.Store(y, body, i), values, results);
        for (var at = 0; at < size; at++)
            Assert.Equal((values[at] * values[at]) + 0.5f, results[at], 1e-6f);
        Assert.All(results[size..], static value => Assert.Equal(-7f, value));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(16)]
    [InlineData(100)]
    public void Ranges_of_elements_join_to_the_whole(int chunk)
    {
        var (x, y) = (TestKernel.Buffer("x", ElementType.Float32, 12, 25), TestKernel.Buffer("y", ElementType.Float32, 12, 25));
        var (i, j) = (new LoopVariable("i", 12), new LoopVariable("j", 25));
        var body = new UnaryScalar(ScalarOperation.Negate, new LoadScalar(x, [i, j]), ElementType.Float32);
        var values = Values(300);
        CheckRanges(TestKernel.Store(y, body, i, j), 1, 12, chunk, values, at => -values[at], 300);
        CheckRanges(TestKernel.Store(y, body, i, j), 2, 300, chunk, values, at => -values[at], 300);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(40)]
    public void Ranges_of_loops_that_do_not_join_give_the_whole(int chunk)
    {
        // The transposed operand keeps the two loops apart.
        var (x, y) = (TestKernel.Buffer("x", ElementType.Float32, 20, 6, 9), TestKernel.Buffer("y", ElementType.Float32, 6, 20, 9));
        var (i, j, k) = (new LoopVariable("i", 6), new LoopVariable("j", 20), new LoopVariable("k", 9));
        var kernel = TestKernel.Store(y, new UnaryScalar(ScalarOperation.Abs, new LoadScalar(x, [j, i, k]), ElementType.Float32), i, j, k);
        var values = Values(1080);
        float Expected(int at) => Math.Abs(values[(((at / 9 % 20 * 6) + (at / 180)) * 9) + (at % 9)]);
        CheckRanges(kernel, 1, 6, chunk, values, Expected, 1080);
        CheckRanges(kernel, 2, 120, chunk, values, Expected, 1080);
        CheckRanges(kernel, 3, 1080, chunk, values, Expected, 1080);
    }

    [Theory]
    [MemberData(nameof(SomeSizes))]
    public void Guards_that_change_along_a_row_load_only_where_they_hold(int size)
    {
        // y[i] = i < 3 ? 9 : x[i - 3], where x ends with the last element that may be read.
        var (x, y) = (TestKernel.Buffer("x", ElementType.Float32, size), TestKernel.Buffer("y", ElementType.Float32, size + 5));
        var i = new LoopVariable("i", size + 5);
        var shifted = (IndexExpression)i + (-3);
        var body = new GuardedScalar([new IndexGuard(shifted, 0, size)], new UnaryScalar(ScalarOperation.Exp, new LoadScalar(x, [shifted]), ElementType.Float32), Number(9));
        var (values, results) = (Values(size), Guarded(size + 5));
        Run(TestKernel.Store(y, body, i), values, results);
        for (var at = 0; at < size + 5; at++)
        {
            var expected = at < 3 || at - 3 >= size ? 9f : MathF.Exp(values[at - 3]);
            Assert.Equal(expected, results[at], 1e-5f);
        }
    }

    [Theory]
    [MemberData(nameof(SomeSizes))]
    public void Strided_and_reversed_loads_are_gathered(int size)
    {
        var (x, y) = (TestKernel.Buffer("x", ElementType.Float32, 3 * size), TestKernel.Buffer("y", ElementType.Float32, size));
        var i = new LoopVariable("i", size);
        var third = new LoadScalar(x, [(IndexExpression)i * 3]);
        var reversed = new LoadScalar(x, [((IndexExpression)i * -1) + (size - 1)]);
        var product = new BinaryScalar(ScalarOperation.Multiply, third, reversed, ElementType.Float32);
        var body = new UnaryScalar(ScalarOperation.Exp, product, ElementType.Float32);
        var (values, results) = (Values(3 * size), Guarded(size));
        Run(TestKernel.Store(y, body, i), values, results);
        for (var at = 0; at < size; at++)
            Assert.Equal(MathF.Exp(values[3 * at] * values[size - 1 - at]), results[at], 1e-5f);
    }

    [Theory]
    [MemberData(nameof(SomeSizes))]
    public void Whole_numbers_counters_and_truth_values_share_lanes_with_floats(int size)
    {
        // y[i] = (i % 2 == 0 and x[i] > 0) ? float(i) : x[i] ** 3
        var (x, y) = (TestKernel.Buffer("x", ElementType.Float32, size), TestKernel.Buffer("y", ElementType.Float32, size));
        var i = new LoopVariable("i", size);
        var load = new LoadScalar(x, [i]);
        var index = new IndexScalar(i);
        var isEven = new BinaryScalar(
            ScalarOperation.Equal, new BinaryScalar(ScalarOperation.Modulo, index, new ConstantScalar(2, ElementType.Int), ElementType.Int), new ConstantScalar(0, ElementType.Int), ElementType.Bool);
        var isPositive = new BinaryScalar(ScalarOperation.Greater, load, Number(0), ElementType.Bool);
        var body = new SelectScalar(
            new BinaryScalar(ScalarOperation.And, isEven, isPositive, ElementType.Bool),
            new CastScalar(index, ElementType.Float32),
            new BinaryScalar(ScalarOperation.Power, load, Number(3), ElementType.Float32));
        var (values, results) = (Values(size), Guarded(size));
        Run(TestKernel.Store(y, body, i), values, results);
        for (var at = 0; at < size; at++)
            Assert.Equal(at % 2 == 0 && values[at] > 0 ? at : MathF.Pow(values[at], 3), results[at], 1e-5f);
    }

    [Theory]
    [MemberData(nameof(SomeSizes))]
    public void Random_numbers_are_those_of_single_elements(int size)
    {
        var (s, y) = (TestKernel.Buffer("s", ElementType.Int), TestKernel.Buffer("y", ElementType.Float32, size));
        var i = new LoopVariable("i", size);
        foreach (var start in (long[])[0, 1, 2, 3, 5, (1L << 34) - 9])
        {
            var random = new RandomScalar(new LoadScalar(s, []), 11, new LoadScalar(s, []), (IndexExpression)i + start, ElementType.Float32);
            var results = Guarded(size);
            var seed = 0x1234567890ABCDEFL;
            fixed (float* to = results)
                TestKernel.Call(TestKernel.Compile(TestKernel.Store(y, random, i)), [(nint)(&seed), (nint)to, 11]);
            for (var at = 0; at < size; at++)
                Assert.Equal(Philox.Uniform(seed, 11, seed, start + at), results[at]);
            Assert.Equal(-7f, results[size]);
        }
    }

    [Theory]
    [MemberData(nameof(SomeSizes))]
    public void Extremes_of_a_row_are_at_their_first_place(int size)
    {
        var (x, y) = (TestKernel.Buffer("x", ElementType.Float32, 4, size), TestKernel.Buffer("y", ElementType.Int, 4));
        var (r, c) = (new LoopVariable("r", 4), new LoopVariable("c", size));
        var values = new float[4 * size];
        for (var at = 0; at < values.Length; at++)
            values[at] = at / size == 3 ? float.NegativeInfinity : at * 7 % 5;
        values[0] = float.NaN;
        foreach (var kind in (ReductionKind[])[ReductionKind.ArgMaximum, ReductionKind.ArgMinimum])
        {
            var body = new ReduceScalar(kind, [c], new LoadScalar(x, [r, c]));
            var results = new long[4];
            fixed (float* from = values)
            fixed (long* to = results)
                TestKernel.Call(TestKernel.Compile(TestKernel.Store(y, body, r)), [(nint)from, (nint)to]);
            for (var row = 0; row < 4; row++)
                Assert.Equal(FirstExtreme(values.AsSpan(row * size, size), kind == ReductionKind.ArgMaximum), results[row]);
        }
    }

    [Fact]
    public void A_column_has_the_same_sum_in_every_range()
    {
        var (x, y) = (TestKernel.Buffer("x", ElementType.Float32, 101, 75), TestKernel.Buffer("y", ElementType.Float32, 75));
        var (r, c) = (new LoopVariable("r", 101), new LoopVariable("c", 75));
        var kernel = TestKernel.Store(y, new ReduceScalar(ReductionKind.Sum, [r], new LoadScalar(x, [r, c])), c);
        var values = Values(101 * 75);
        var whole = Guarded(75);
        Run(kernel, values, whole);
        foreach (var chunk in (int[])[1, 13, 32])
            CheckRanges(kernel, 1, 75, chunk, values, at => whole[at], 75);
    }

    [Theory]
    [InlineData(300, 50)]
    [InlineData(2100, 19)]
    public void Many_columns_are_summed_in_strips(int columns, int rows)
    {
        var (x, w, y) = (TestKernel.Buffer("x", ElementType.Float32, 3, rows, columns), TestKernel.Buffer("w", ElementType.Float32, rows), TestKernel.Buffer("y", ElementType.Float32, columns));
        var (a, r, c) = (new LoopVariable("a", 3), new LoopVariable("r", rows), new LoopVariable("c", columns));
        var weighted = new BinaryScalar(ScalarOperation.Multiply, new LoadScalar(x, [a, r, c]), new LoadScalar(w, [r]), ElementType.Float32);
        var kernel = TestKernel.Store(y, new ReduceScalar(ReductionKind.Sum, [a, r], weighted), c);
        var (values, weights, results, inRanges) = (Values(3 * rows * columns), Values(rows), Guarded(columns), Guarded(columns));
        fixed (float* from = values, by = weights, to = results, toRanges = inRanges)
        {
            var (first, second, third, fourth) = ((nint)from, (nint)by, (nint)to, (nint)toRanges);
            nint[] Operands(nint output) => [.. kernel.Operands.Select(buffer => buffer == x ? first : buffer == w ? second : output)];
            TestKernel.Call(TestKernel.Compile(kernel), Operands(third));
            var ranged = TestKernel.Compile(kernel, 1, 160);
            for (var start = 0; start < columns; start += 160)
                TestKernel.Call(ranged, Operands(fourth), start, Math.Min(start + 160, columns));
        }

        Assert.Equal(results, inRanges);
        for (var at = 0; at < columns; at++)
        {
            var sum = 0.0;
            for (var row = 0; row < 3 * rows; row++)
                sum += values[(row * columns) + at] * (double)weights[row % rows];
            Assert.Equal(sum, results[at], 1e-4);
        }

        Assert.All(results[columns..], static value => Assert.Equal(-7f, value));
    }

    private static int FirstExtreme(ReadOnlySpan<float> row, bool wantsMaximum)
    {
        var (best, at) = (wantsMaximum ? float.NegativeInfinity : float.PositiveInfinity, 0);
        for (var i = 0; i < row.Length; i++)
        {
            if (wantsMaximum ? row[i] > best : row[i] < best)
                (best, at) = (row[i], i);
        }

        return at;
    }

    private static void CheckRanges(ElementKernel kernel, int positionLoops, int positions, int chunk, float[] values, Func<int, float> expected, int count)
    {
        var function = TestKernel.Compile(kernel, positionLoops, chunk);
        var results = Guarded(count);
        fixed (float* from = values, to = results)
        {
            // Last things first: ranges come in any order.
            for (var first = (positions - 1) / chunk * chunk; first >= 0; first -= chunk)
                TestKernel.Call(function, [(nint)from, (nint)to], first, Math.Min(first + chunk, positions));
        }

        for (var at = 0; at < count; at++)
            Assert.Equal(expected(at), results[at]);
        Assert.All(results[count..], static value => Assert.Equal(-7f, value));
    }

    private static ConstantScalar Number(double value) => new(value, ElementType.Float32);

    private static float[] Values(int count) => [.. Enumerable.Range(0, count).Select(static i => (float)Math.Sin(i * 1.7))];

    /// <summary>Room for results, with elements behind it that must not change.</summary>
    private static float[] Guarded(int count) => [.. Enumerable.Repeat(-7f, count + 40)];

    private static void Run(ElementKernel kernel, float[] values, float[] results)
    {
        fixed (float* from = values, to = results)
            TestKernel.Call(TestKernel.Compile(kernel), [(nint)from, (nint)to]);
    }
}
