using System.Reflection.Emit;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu.Compilation;
using Dsl.Runtime.Backends.Cpu.Elements;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Tests.Backends.Cpu;

/// <summary>The last member of a sequence, computed one turn behind the others, and the first one, computed one turn ahead, give what they give when they are computed in their places.</summary>
public sealed unsafe class TrailingTurnTests
{
    private const int Rows = 7;

    [Theory]
    [InlineData(64)]
    [InlineData(1024)]
    [InlineData(1000)]
    [InlineData(37)]
    public void A_softmax_is_the_same_as_one_without_delay(int columns)
    {
        var plain = Run(Softmax(columns, storesPastCaches: false), columns, isInPlace: false);
        Assert.Equal(plain, Run(Softmax(columns, storesPastCaches: true), columns, isInPlace: false));
        Assert.Equal(plain, Run(Softmax(columns, storesPastCaches: true), columns, isInPlace: true));
        for (var row = 0; row < Rows; row++)
            Assert.Equal(1, plain.AsSpan(row * columns, columns).ToArray().Sum(), 1e-4f);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(1000)]
    public void What_reads_its_row_from_the_end_finds_nothing_of_the_next_row(int columns)
    {
        var plain = Run(Softmax(columns, storesPastCaches: false, isReversed: true), columns, isInPlace: false);
        Assert.Equal(plain, Run(Softmax(columns, storesPastCaches: true, isReversed: true), columns, isInPlace: false));
        Assert.Equal(Run(Softmax(columns, storesPastCaches: false), columns, isInPlace: false).AsSpan(columns, columns).ToArray().Reverse(), plain.AsSpan(columns, columns).ToArray());
    }

    [Theory]
    [InlineData(64)]
    [InlineData(1000)]
    [InlineData(37)]
    public void Shares_of_a_row_trail_within_the_sum_of_the_next(int columns)
    {
        var plain = Run(Shares(columns, storesPastCaches: false), columns, isInPlace: false);
        Assert.Equal(plain, Run(Shares(columns, storesPastCaches: true), columns, isInPlace: false));
        Assert.Equal(plain, Run(Shares(columns, storesPastCaches: true), columns, isInPlace: true));
        Assert.Equal(1, plain.AsSpan(columns, columns).ToArray().Sum(), 1e-3f);
    }

    [Fact]
    public void Only_what_is_stored_past_the_caches_in_turns_of_one_position_trails()
    {
        // What trails is emitted twice: within the first member's loop, and for the last turn.
        var trailing = CodeSize(storesPastCaches: true, turn: 1);
        Assert.True(trailing > CodeSize(storesPastCaches: false, turn: 1) + 100);
        Assert.True(trailing > CodeSize(storesPastCaches: true, turn: 2) + 100);
        Assert.InRange(CodeSize(storesPastCaches: true, turn: 2) - CodeSize(storesPastCaches: false, turn: 2), -50, 50);

        int CodeSize(bool storesPastCaches, int turn)
        {
            var il = new DynamicMethod("softmax", typeof(void), [typeof(nint), typeof(nint), typeof(long), typeof(long)]).GetILGenerator();
            MemberSequenceEmitter.Emit(il, Softmax(1024, storesPastCaches, turn));
            return il.ILOffset;
        }
    }

    [Theory]
    [InlineData(64, false)]
    [InlineData(1024, true)]
    [InlineData(1000, false)]
    [InlineData(37, true)]
    public void A_maximum_that_leads_is_that_of_its_row(int columns, bool storesPastCaches)
    {
        var plain = Run(Softmax(columns, storesPastCaches, turn: 2), columns, isInPlace: false);
        Assert.Equal(plain, Run(Softmax(columns, storesPastCaches), columns, isInPlace: false));
        Assert.Equal(plain, Run(Softmax(columns, storesPastCaches), columns, isInPlace: true));
    }

    [Fact]
    public void Without_positions_nothing_is_read_ahead()
    {
        var sequence = Softmax(64, storesPastCaches: true);
        TestKernel.Call(KernelCompiler.Compile(sequence, KernelRange.Whole), new nint[sequence.Operands.Length], 3, 3);
    }

    /// <summary>What a sequence makes of rows of a sine, in ranges of three rows and the rest.</summary>
    /// <param name="isInPlace">Whether the results take the operand's place.</param>
    private static float[] Run(MemberSequence sequence, int columns, bool isInPlace)
    {
        var function = KernelCompiler.Compile(sequence, KernelRange.Whole);
        var count = Rows * columns;
        var (x, y) = (TestKernel.Allocate(count * sizeof(float)), TestKernel.Allocate(count * sizeof(float)));
        var own = TestKernel.Allocate(((int)sequence.Segment.Turn * columns * sizeof(float)) + 64);
        for (var k = 0; k < count; k++)
            ((float*)x)[k] = 3 * MathF.Sin(k);
        var results = isInPlace ? x : y;
        for (var first = 0; first < Rows; first += 3)
            TestKernel.Call(function, [.. sequence.Operands.Select(buffer => AddressOf(buffer, first))], first, Math.Min(first + 3, Rows));
        var values = new Span<float>((float*)results, count).ToArray();
        foreach (var memory in (nint[])[x, y, own])
            TestKernel.Free(memory);
        return values;

        // The greatest elements and the sums lie in the same place, as they do where a plan places them.
        nint AddressOf(TensorBuffer buffer, int first) => buffer.Name switch
        {
            "x" => x,
            "y" => results,
            "exp" => own + 64 - (first * columns * sizeof(float)),
            _ => own - (first * sizeof(float)),
        };
    }

    private static MemberSequence Softmax(int columns, bool storesPastCaches, long turn = 1, bool isReversed = false)
    {
        var (x, y, exp) = (Matrix("x"), Matrix("y"), Matrix("exp"));
        var (greatest, sum) = (TestKernel.Buffer("greatest", ElementType.Float32, Rows), TestKernel.Buffer("sum", ElementType.Float32, Rows));
        var (i, j) = (new LoopVariable("i", Rows), new LoopVariable("j", columns));
        var members = new[]
        {
            TestKernel.Store(greatest, new ReduceScalar(ReductionKind.Maximum, [j], new LoadScalar(x, [i, j])), i),
            TestKernel.Store(exp, new UnaryScalar(ScalarOperation.Exp, Binary(ScalarOperation.Subtract, new LoadScalar(x, [i, j]), new LoadScalar(greatest, [i])), ElementType.Float32), i, j),
            TestKernel.Store(sum, new ReduceScalar(ReductionKind.Sum, [j], new LoadScalar(exp, [i, j])), i),
            TestKernel.Store(y, Binary(ScalarOperation.Divide, new LoadScalar(exp, [i, isReversed ? columns - 1 - (IndexExpression)j : j]), new LoadScalar(sum, [i])), i, j),
        };
        return Sequence(members, [greatest, exp, sum], storesPastCaches, turn);

        TensorBuffer Matrix(string name) => TestKernel.Buffer(name, ElementType.Float32, Rows, columns);
    }

    private static MemberSequence Shares(int columns, bool storesPastCaches)
    {
        var (x, y) = (TestKernel.Buffer("x", ElementType.Float32, Rows, columns), TestKernel.Buffer("y", ElementType.Float32, Rows, columns));
        var sum = TestKernel.Buffer("sum", ElementType.Float32, Rows);
        var (i, j) = (new LoopVariable("i", Rows), new LoopVariable("j", columns));
        var members = new[]
        {
            TestKernel.Store(sum, new ReduceScalar(ReductionKind.Sum, [j], new LoadScalar(x, [i, j])), i),
            TestKernel.Store(y, Binary(ScalarOperation.Divide, new LoadScalar(x, [i, j]), new LoadScalar(sum, [i])), i, j),
        };
        return Sequence(members, [sum], storesPastCaches, 1);
    }

    private static MemberSequence Sequence(ElementKernel[] members, TensorBuffer[] own, bool storesPastCaches, long turn)
    {
        return new MemberSequence(new FusedSegment(Rows, 3, [.. members.Select(Member)], [.. own]) { Turn = turn });

        FusedMember Member(ElementKernel kernel) => new(kernel, 1) { Memory = kernel == members[^1] && storesPastCaches ? new MemoryUse(true, 0) : MemoryUse.Plain };
    }

    private static BinaryScalar Binary(ScalarOperation operation, ScalarExpression left, ScalarExpression right) => new(operation, left, right, ElementType.Float32);
}
