using Dsl.Language.Lowering;
using Dsl.Language.Types;

namespace Dsl.Runtime.Tests.Backends.Cpu;

/// <summary>Comparisons of indices, as in masks, hold in vectors where they hold element by element.</summary>
public sealed unsafe class IndexComparisonTests
{
    private const int Rows = 37;

    public static TheoryData<ScalarOperation, int, int, int> Comparisons
    {
        get
        {
            var data = new TheoryData<ScalarOperation, int, int, int>();
            foreach (var operation in new[] { ScalarOperation.Equal, ScalarOperation.NotEqual, ScalarOperation.Less, ScalarOperation.LessOrEqual, ScalarOperation.Greater, ScalarOperation.GreaterOrEqual })
            {
                data.Add(operation, 1, 0, 64);
                data.Add(operation, 1, -5, 40);
                data.Add(operation, 3, 7, 65);
                data.Add(operation, -2, 50, 19);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Comparisons))]
    public void Lanes_of_an_index_are_compared_with_an_index_of_the_row_on_either_side(ScalarOperation operation, int step, int constant, int columns)
    {
        var (i, j) = (new LoopVariable("i", Rows), new LoopVariable("j", columns));
        var column = new IndexScalar(((IndexExpression)j * step) + constant);
        var row = new IndexScalar((IndexExpression)i * 2);
        Check(new BinaryScalar(operation, column, row, ElementType.Bool), i, j, (r, c) => Holds(operation, (c * step) + constant, r * 2));
        Check(new BinaryScalar(operation, row, column, ElementType.Bool), i, j, (r, c) => Holds(operation, r * 2, (c * step) + constant));
    }

    [Theory]
    [MemberData(nameof(Comparisons))]
    public void Lanes_of_an_index_are_compared_with_a_number(ScalarOperation operation, int step, int constant, int columns)
    {
        var (i, j) = (new LoopVariable("i", Rows), new LoopVariable("j", columns));
        var number = new ConstantScalar(constant + (4 * step), ElementType.Int);
        Check(new BinaryScalar(operation, new IndexScalar((IndexExpression)j * step), number, ElementType.Bool), i, j, (_, c) => Holds(operation, c * step, constant + (4 * step)));
    }

    [Fact]
    public void Numbers_beyond_32_bits_are_compared_as_they_are()
    {
        var (i, j) = (new LoopVariable("i", Rows), new LoopVariable("j", 64));
        var far = new ConstantScalar((double)(1L << 40), ElementType.Int);
        Check(new BinaryScalar(ScalarOperation.Less, new IndexScalar((IndexExpression)j * (1L << 36)), far, ElementType.Bool), i, j, static (_, c) => c < 16);
    }

    private static bool Holds(ScalarOperation operation, long left, long right) => operation switch
    {
        ScalarOperation.Equal => left == right,
        ScalarOperation.NotEqual => left != right,
        ScalarOperation.Less => left < right,
        ScalarOperation.LessOrEqual => left <= right,
        ScalarOperation.Greater => left > right,
        _ => left >= right,
    };

    private static void Check(BinaryScalar condition, LoopVariable i, LoopVariable j, Func<int, int, bool> holds)
    {
        var (x, y) = (TestKernel.Buffer("x", ElementType.Float32, Rows, j.Extent), TestKernel.Buffer("y", ElementType.Float32, Rows, j.Extent));
        var body = new SelectScalar(condition, new LoadScalar(x, [i, j]), new ConstantScalar(-1, ElementType.Float32));
        var (values, results) = (new float[Rows * j.Extent], new float[Rows * j.Extent]);
        for (var at = 0; at < values.Length; at++)
            values[at] = at + 1;
        fixed (float* from = values, to = results)
            TestKernel.Call(TestKernel.Compile(TestKernel.Store(y, body, i, j)), [(nint)from, (nint)to]);
        for (var at = 0; at < values.Length; at++)
            Assert.Equal(holds(at / j.Extent, at % j.Extent) ? values[at] : -1, results[at]);
    }
}
