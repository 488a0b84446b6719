using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu.Compilation;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Tests.Backends;

/// <summary>Emitted contractions against sums in double precision, and calls of parts of one against a call of the whole.</summary>
public sealed unsafe class ContractionKernelTests
{
    private static readonly Node Place = new GraphBuilder().CreateInput(new GraphInput("x", TestGraph.Type(ElementType.Float32, 1)));

    public static TheoryData<int, int, int> Sizes
    {
        get
        {
            var sizes = new TheoryData<int, int, int>();
            for (var columns = 2; columns <= 33; columns++)
                sizes.Add((columns * 5 % 31) + 2, (columns * 7 % 11) + 2, columns);
            sizes.Add(29, 65, 70);
            sizes.Add(7, 1200, 48);
            sizes.Add(61, 513, 35);
            sizes.Add(1, 701, 390);
            sizes.Add(10, 87, 16);
            sizes.Add(27, 70, 9);
            sizes.Add(16, 4, 16);
            sizes.Add(13, 8, 3);
            sizes.Add(16, 16, 5);
            return sizes;
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Every_layout_gives_the_sums(int rows, int depth, int columns)
    {
        foreach (var element in (ElementType[])[ElementType.Float32, ElementType.Float64])
        {
            foreach (var kernel in Layouts(element, rows, depth, columns))
            {
                var result = Run(kernel, KernelRange.Whole);
                Assert.Equal(0, Mismatches(kernel, result, start: 0));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Each_sum_is_one_chain_of_multiply_adds_in_order(int rows, int depth, int columns)
    {
        if (!Fma.IsSupported && !AdvSimd.IsSupported)
            return;
        var kernel = Layouts(ElementType.Float32, rows, depth, columns)[0];
        var result = Run(kernel, KernelRange.Whole);
        for (var i = 0; i < result.Length; i++)
        {
            var sum = 0f;
            for (var step = 0; step < depth; step++)
                sum = MathF.FusedMultiplyAdd((float)Value("a", (i / columns * depth) + step), (float)Value("b", (step * columns) + (i % columns)), sum);
            Assert.Equal(sum, result[i]);
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Every_partition_into_chunks_gives_the_same_bits(int rows, int depth, int columns)
    {
        foreach (var kernel in Layouts(ElementType.Float32, rows, depth, columns))
        {
            var whole = Run(kernel, KernelRange.Whole);
            for (var loops = 1; loops < kernel.Loops.Length; loops++)
            {
                if (kernel.Loops[..loops].Any(static loop => loop.IsReduced || loop.OutputStride == 1))
                    break;
                var positions = kernel.Loops[..loops].Aggregate(1L, static (product, loop) => product * loop.Extent);
                foreach (var chunk in (long[])[1, 2, 3, 5, 8, 13, 16, positions])
                    Assert.True(whole.AsSpan().SequenceEqual(Run(kernel, new KernelRange(loops, positions, Math.Min(chunk, positions)))), $"{loops} loops by {chunk}");
            }
        }
    }

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(5)]
    public void Steps_4_KiB_apart_give_the_sums_whether_they_are_copied_or_not(int chunk)
    {
        const int rows = 27, depth = 300, pitch = 1024, blocks = 16;
        var kernel = Kernel(ElementType.Float32, new(blocks, 16, 0, 16, false), new(rows, blocks * 16, depth, 0, false), new(16, 1, 0, 1, false), new(depth, 0, 1, pitch, true));
        var result = Run(kernel, new KernelRange(1, blocks, chunk));
        Assert.Equal(0, Mismatches(kernel, result, start: 0));
        Assert.Equal(result, Run(kernel with { Loops = [kernel.Loops[1], kernel.Loops[0], .. kernel.Loops[2..]] }, KernelRange.Whole));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Columns_may_be_positions(int rows, int depth, int columns)
    {
        var kernel = Layouts(ElementType.Float32, rows, depth, columns)[0];
        var first = kernel with { Loops = [.. kernel.Loops.OrderBy(static loop => loop.OutputStride == 1 ? 0 : 1)] };
        var whole = Run(kernel, KernelRange.Whole);
        foreach (var chunk in (long[])[1, 7, 16, 32, columns])
            Assert.True(whole.AsSpan().SequenceEqual(Run(first, new KernelRange(1, columns, Math.Min(chunk, columns)))), $"by {chunk}");
    }

    [Fact]
    public void Sums_are_added_to_what_the_output_holds()
    {
        foreach (var kernel in Layouts(ElementType.Float32, 17, 600, 21))
            Assert.Equal(0, Mismatches(kernel, Run(kernel with { Accumulate = true }, KernelRange.Whole), start: 777));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Sums_begin_with_a_residual_a_bias_or_a_number_for_each_row(int rows, int depth, int columns)
    {
        foreach (var plain in Layouts(ElementType.Float32, rows, depth, columns))
        {
            foreach (var kernel in (ContractionKernel[])[
                Starting(plain, static loop => loop.OutputStride),
                Starting(plain, static loop => loop.RightStride != 0 ? loop.OutputStride : 0),
                Starting(plain, static loop => loop.RightStride == 0 ? loop.OutputStride : 0)])
            {
                var whole = Run(kernel, KernelRange.Whole);
                Assert.Equal(0, Mismatches(kernel, whole, start: 0));
                if (!kernel.Loops[0].IsReduced && kernel.Loops[0].OutputStride != 1)
                    Assert.Equal(whole, Run(kernel, new KernelRange(1, kernel.Loops[0].Extent, Math.Min(3, kernel.Loops[0].Extent))));
            }
        }
    }

    private static ContractionKernel Starting(ContractionKernel kernel, Func<ContractionLoop, long> stride) =>
        kernel with { Start = new ContractionOperand(new TensorBuffer("s", kernel.Output.Buffer.Element, kernel.Output.Buffer.Shape), 0), Loops = [.. kernel.Loops.Select(loop => loop with { StartStride = stride(loop) })] };

    /// <summary>Row-major, left transposed, packed in blocks of columns, packed in panels of rows too, batched, and windows along the rows.</summary>
    private static ImmutableArray<ContractionKernel> Layouts(ElementType element, int rows, int depth, int columns)
    {
        var (blocks, panels) = ((columns + 15) / 16, (rows + 7) / 8);
        return
        [
            Kernel(element, new(rows, columns, depth, 0, false), new(columns, 1, 0, 1, false), new(depth, 0, 1, columns, true)),
            Kernel(element, new(rows, columns, 1, 0, false), new(columns, 1, 0, 1, false), new(depth, 0, rows, columns, true)),
            Kernel(element, new(rows, blocks * 16, depth, 0, false), new(blocks, 16, 0, 16 * depth, false), new(16, 1, 0, 1, false), new(depth, 0, 1, 16, true)),
            Kernel(
                element, new(panels, 8 * blocks * 16, 8 * depth, 0, false), new(8, blocks * 16, 1, 0, false), new(blocks, 16, 0, 16 * depth, false),
                new(16, 1, 0, 1, false), new(depth, 0, 8, 16, true)),
            Kernel(
                element, new(3, rows * columns, rows * depth, columns * depth, false), new(rows, columns, depth, 0, false), new(columns, 1, 0, 1, false),
                new(depth, 0, 1, columns, true)),
            Kernel(
                element, new(rows, 5 * columns, depth * 2, 0, false), new(5, columns, 0, columns + 2, false), new(columns, 1, 0, 1, false),
                new(depth, 0, 1, 5 * (columns + 2), true), new(2, 0, depth, 1, true)),
        ];
    }

    private static ContractionKernel Kernel(ElementType element, params ContractionLoop[] loops)
    {
        return new ContractionKernel(
            Place, Operand("c", static loop => loop.OutputStride), Operand("a", static loop => loop.LeftStride), Operand("b", static loop => loop.RightStride),
            [.. loops.Where(static loop => loop.Extent > 1)]);

        ContractionOperand Operand(string name, Func<ContractionLoop, long> stride) =>
            new(new TensorBuffer(name, element, [checked((int)loops.Sum(loop => stride(loop) * (loop.Extent - 1))) + 1]), 0);
    }

    private static double[] Run(ContractionKernel kernel, KernelRange range)
    {
        var function = KernelCompiler.Compile(kernel, range);
        var element = kernel.Output.Buffer.Element;
        var memory = new List<nint>();
        foreach (var operand in kernel.Start is { } begin ? (ContractionOperand[])[kernel.Left, kernel.Right, begin, kernel.Output] : [kernel.Left, kernel.Right, kernel.Output])
        {
            memory.Add((nint)NativeMemory.AlignedAlloc((nuint)(operand.Buffer.ByteCount + 64), 64));
            for (var i = 0L; i < operand.Buffer.ElementCount; i++)
                ElementAccess.Write(memory[^1], i, element, operand == kernel.Output ? 777 : Value(operand.Buffer.Name, i));
        }

        fixed (nint* operands = memory.ToArray())
        {
            for (var first = 0L; first < range.Positions; first += range.Chunk)
                function(operands, null, first, Math.Min(range.Positions, first + range.Chunk));
        }

        var result = new double[kernel.Output.Buffer.ElementCount];
        for (var i = 0; i < result.Length; i++)
            result[i] = ElementAccess.Read(memory[^1], i, element);
        foreach (var address in memory)
            NativeMemory.AlignedFree((void*)address);
        return result;
    }

    private static double Value(string name, long position) => (float)(((position * (name == "a" ? 7919 : 104729)) % 1009 / 504.0) - 1);

    private static int Mismatches(ContractionKernel kernel, double[] result, double start)
    {
        var depth = kernel.Loops.Where(static loop => loop.IsReduced).Aggregate(1.0, static (product, loop) => product * loop.Extent);
        var tolerance = (kernel.Output.Buffer.Element == ElementType.Float64 ? 1e-14 : 3e-7) * ((start * Math.Sqrt(depth)) + depth);
        var sums = new Dictionary<long, double>();
        Add(0, 0, 0, 0, 0);
        return sums.Count(pair => !(Math.Abs(pair.Value + start - result[pair.Key]) <= tolerance));

        void Add(int level, long output, long left, long right, long begin)
        {
            if (level == kernel.Loops.Length)
            {
                sums[output] = sums.GetValueOrDefault(output, kernel.Start is null ? 0 : Value("s", begin)) + (Value("a", left) * Value("b", right));
                return;
            }

            var loop = kernel.Loops[level];
            for (var i = 0; i < loop.Extent; i++)
                Add(level + 1, output + (i * loop.OutputStride), left + (i * loop.LeftStride), right + (i * loop.RightStride), begin + (i * loop.StartStride));
        }
    }
}
