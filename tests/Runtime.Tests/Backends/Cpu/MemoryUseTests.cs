using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu.Compilation;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Tests.Backends.Cpu;

/// <summary>Stores past the caches and reading ahead change nothing that is computed.</summary>
public sealed unsafe class MemoryUseTests
{
    private const int Rows = 7;

    [Theory]
    [InlineData(16, 0)]
    [InlineData(64, 0)]
    [InlineData(64, 3)]
    [InlineData(100, 0)]
    [InlineData(33, 5)]
    public void Results_are_those_of_plain_memory(int columns, int offset)
    {
        var (x, y) = (TestKernel.Buffer("x", ElementType.Float32, Rows, columns), TestKernel.Buffer("y", ElementType.Float32, Rows, columns));
        var (i, j) = (new LoopVariable("i", Rows), new LoopVariable("j", columns));
        var kernel = TestKernel.Store(y, new UnaryScalar(ScalarOperation.Exp, new LoadScalar(x, [i, j]), ElementType.Float32), i, j);
        var plain = Run(kernel, MemoryUse.Plain, columns, offset);
        Assert.Equal(MathF.Exp(MathF.Sin(columns)), plain[columns], 1e-5f);
        Assert.Equal(plain, Run(kernel, new MemoryUse(true, 1L << kernel.Operands.IndexOf(x)), columns, offset));
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(false, 3)]
    [InlineData(true, 0)]
    [InlineData(true, 3)]
    public void What_is_packed_past_the_caches_is_what_is_packed_in_them(bool transposes, int offset)
    {
        // Blocks of 16 columns; the rows are no multiple of those that are put together before they are stored.
        const int Depth = 131;
        const int Blocks = 6;
        var source = TestKernel.Buffer("b", ElementType.Float32, Depth, Blocks * 16);
        var packed = TestKernel.Buffer("b.packed", ElementType.Float32, Blocks, Depth, 16);
        var (down, along) = transposes ? (1, Depth) : (Blocks * 16, 1);
        var kernel = new PackKernel(TestKernel.Node, new ContractionOperand(source, 0), packed, [new(Blocks, 16 * along, Depth * 16), new(Depth, down, 16), new(16, along, 1)]);
        var found = Pack(kernel, new MemoryUse(true, 0), offset);
        Assert.Equal(MathF.Sin((down * 130) + (along * (16 + 5))), found[(Depth * 16) + (130 * 16) + 5]);
        Assert.Equal(Pack(kernel, MemoryUse.Plain, offset), found);
    }

    private static float[] Pack(PackKernel kernel, MemoryUse memory, int offset)
    {
        var positions = kernel.Loops[0].Extent;
        var count = checked((int)kernel.Output.ElementCount);
        var function = KernelCompiler.CreateRunner(kernel, new KernelRange(1, positions, 4) { Memory = memory });
        var (from, to) = (TestKernel.Allocate(count * sizeof(float)), TestKernel.Allocate((count + offset) * sizeof(float)));
        for (var k = 0; k < count; k++)
            ((float*)from)[k] = MathF.Sin(k);
        for (var first = 0; first < positions; first += 4)
            TestKernel.Call(function, [from, to + (offset * sizeof(float))], first, Math.Min(first + 4, positions));
        var results = new Span<float>((float*)to + offset, count).ToArray();
        TestKernel.Free(from);
        TestKernel.Free(to);
        return results;
    }

    /// <param name="offset">Elements from a line's start to the results.</param>
    private static float[] Run(ElementKernel kernel, MemoryUse memory, int columns, int offset)
    {
        var function = KernelCompiler.Compile(kernel, new KernelRange(1, Rows, 2) { Memory = memory });
        var (from, to) = (TestKernel.Allocate(Rows * columns * sizeof(float)), TestKernel.Allocate(((Rows * columns) + offset) * sizeof(float)));
        for (var k = 0; k < Rows * columns; k++)
            ((float*)from)[k] = MathF.Sin(k);
        for (var first = 0; first < Rows; first += 2)
            TestKernel.Call(function, [from, to + (offset * sizeof(float))], first, Math.Min(first + 2, Rows));
        var results = new Span<float>((float*)to + offset, Rows * columns).ToArray();
        TestKernel.Free(from);
        TestKernel.Free(to);
        return results;
    }
}
