using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Backends.Cpu.Compilation;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Tests.Backends.Cpu;

/// <summary>Builds element kernels by hand and calls their compiled form.</summary>
internal static unsafe class TestKernel
{
    /// <summary>Stands where kernels say what they come from.</summary>
    public static Node Node { get; } = new GraphBuilder().CreateInput(new GraphInput("x", new TensorType(ElementType.Float32, Shape.Of(1))));

    /// <summary>A buffer of these sizes.</summary>
    public static TensorBuffer Buffer(string name, ElementType element, params ReadOnlySpan<int> shape) => new(name, element, [.. shape]);

    /// <summary>The kernel that stores the body at the loops' values.</summary>
    public static ElementKernel Store(TensorBuffer output, ScalarExpression body, params ReadOnlySpan<LoopVariable> loops)
    {
        var indices = ImmutableArray.CreateBuilder<IndexExpression>();
        foreach (var loop in loops)
            indices.Add(loop);
        return new ElementKernel(Node, output, [.. loops], indices.ToImmutable(), body, []);
    }

    public static KernelFunction Compile(Kernel kernel, int positionLoops = 0, long chunk = 1)
    {
        if (positionLoops == 0)
            return KernelCompiler.Compile(kernel, KernelRange.Whole);
        var positions = ((ElementKernel)kernel).Loops.Take(positionLoops).Aggregate(1L, static (product, loop) => product * loop.Extent);
        return KernelCompiler.Compile(kernel, new KernelRange(positionLoops, positions, chunk));
    }

    /// <summary>Calls a kernel with the addresses of its operands, in their order.</summary>
    /// <returns>What went wrong, if anything.</returns>
    public static FaultKind Call(KernelFunction function, ReadOnlySpan<nint> operands, long first = 0, long limit = 1)
    {
        var fault = default(FaultCell);
        fixed (nint* addresses = operands)
            function(addresses, &fault, first, limit);
        return fault.Kind;
    }

    /// <summary>Memory for so many elements.</summary>
    public static nint Allocate(long bytes) => (nint)NativeMemory.AlignedAlloc((nuint)Math.Max(64, bytes), 64);

    public static void Free(nint address) => NativeMemory.AlignedFree((void*)address);
}
