using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu.Runners;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Tests.Backends;

/// <summary>Packing stores every element at its place, whole or by chunks of positions.</summary>
public sealed unsafe class PackRunnerTests
{
    private static readonly Node Place = new GraphBuilder().CreateInput(new GraphInput("x", TestGraph.Type(ElementType.Float32, 1)));

    public static TheoryData<int[], int[], int> Cases => new()
    {
        { [37, 21], [1, 0], 0 },
        { [64, 48], [1, 0], 0 },
        { [5, 16, 24], [0, 2, 1], 0 },
        { [3, 4, 8, 16], [2, 0, 3, 1], 0 },
        { [9, 7, 33], [2, 1, 0], 0 },
        { [6, 32], [0, 1], 16 },
        { [40], [0], 0 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Elements_come_to_their_places(int[] shape, int[] order, int padding)
    {
        foreach (var element in (ElementType[])[ElementType.Float32, ElementType.Float64, ElementType.Float16])
        {
            var strides = Strides(shape);
            var packedShape = order.Select(axis => shape[axis]).ToArray();
            var pitched = packedShape.ToArray();
            pitched[^1] += padding;
            var packedStrides = Strides(pitched);
            var source = new TensorBuffer("s", element, [.. shape]);
            var kernel = new PackKernel(
                Place, new ContractionOperand(source, 0), new TensorBuffer("d", element, [.. pitched]),
                [.. order.Select((axis, i) => new PackLoop(shape[axis], strides[axis], packedStrides[i]))]);
            Verify(kernel, KernelRange.Whole);
            for (var loops = 1; loops <= order.Length; loops++)
            {
                var positions = packedShape.Take(loops).Aggregate(1L, static (product, size) => product * size);
                Verify(kernel, new KernelRange(loops, positions, 1));
                Verify(kernel, new KernelRange(loops, positions, Math.Min(11, positions)));
            }
        }
    }

    private static long[] Strides(int[] shape)
    {
        var strides = new long[shape.Length];
        var stride = 1L;
        for (var i = shape.Length - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= shape[i];
        }

        return strides;
    }

    private static void Verify(PackKernel kernel, KernelRange range)
    {
        var element = kernel.Output.Element;
        var from = (nint)NativeMemory.AlignedAlloc((nuint)kernel.Source.Buffer.ByteCount + 64, 64);
        var to = (nint)NativeMemory.AlignedAlloc((nuint)kernel.Output.ByteCount + 64, 64);
        for (var i = 0L; i < kernel.Source.Buffer.ElementCount; i++)
            ElementAccess.Write(from, i, element, i % 2000);
        for (var i = 0L; i < kernel.Output.ElementCount; i++)
            ElementAccess.Write(to, i, element, -1);
        fixed (nint* operands = (nint[])[from, to])
        {
            var run = new PackRunner(kernel, range);
            for (var first = 0L; first < range.Positions; first += range.Chunk)
                run.Run(operands, null, first, Math.Min(range.Positions, first + range.Chunk));
        }

        var wrong = 0;
        var expected = new Dictionary<long, double>();
        Walk(kernel.Loops, 0, 0);
        for (var i = 0L; i < kernel.Output.ElementCount; i++)
            wrong += ElementAccess.Read(to, i, element) == expected.GetValueOrDefault(i, -1) ? 0 : 1;
        NativeMemory.AlignedFree((void*)from);
        NativeMemory.AlignedFree((void*)to);
        Assert.Equal(0, wrong);

        void Walk(ImmutableArray<PackLoop> loops, long source, long output)
        {
            if (loops.IsEmpty)
            {
                expected[output] = source % 2000;
                return;
            }

            for (var i = 0; i < loops[0].Extent; i++)
                Walk(loops[1..], source + (i * loops[0].SourceStride), output + (i * loops[0].OutputStride));
        }
    }
}
