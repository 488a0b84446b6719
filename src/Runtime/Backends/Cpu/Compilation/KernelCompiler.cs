using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Dsl.Runtime.Backends.Cpu.Contractions;
using Dsl.Runtime.Backends.Cpu.Elements;
using Dsl.Runtime.Backends.Cpu.Runners;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu.Compilation;

/// <summary>From a kernel to a function.</summary>
internal static unsafe class KernelCompiler
{
    // A delegate that is bound to its function's first argument calls it without moving the others to its places; nothing reads that argument.
    private static readonly object Receiver = new();

    private static readonly Type[] ParameterTypes =
        [typeof(object), typeof(nint).MakePointerType(), typeof(FaultCell).MakePointerType(), typeof(long), typeof(long)];

    /// <summary>Compiles a kernel of which one call computes a range of positions, down to machine code.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="range">The positions of a call.</param>
    /// <param name="whenCalled">Leaves the last step, from the runtime's intermediate language to machine code, to the first call.</param>
    public static KernelFunction Compile(Kernel kernel, KernelRange range, bool whenCalled = false) => kernel switch
    {
        ElementKernel or JoinedElementKernel => Emit(kernel, il => ElementKernelEmitter.Emit(il, kernel, range), whenCalled),
        MemberSequence sequence => Emit(kernel, il => MemberSequenceEmitter.Emit(il, sequence), whenCalled),
        ContractionKernel contraction => Emit(kernel, il => ContractionEmitter.Emit(il, contraction, range), whenCalled),
        _ => throw new InvalidOperationException($"{kernel.GetType().Name} is not emitted"),
    };

    /// <summary>The function of a kernel for which nothing is emitted; except for packing and adding up rows, it must not run twice at the same time.</summary>
    public static KernelFunction CreateRunner(Kernel kernel, KernelRange range) => kernel switch
    {
        PackKernel pack => new PackRunner(pack, range).Run,
        CopyKernel copy => new CopyRunner(copy).Run,
        ScatterAddKernel scatter => new ScatterAddRunner(scatter, range).Run,
        WriteAtKernel write => new WriteAtRunner(write).Run,
        QuantizeKernel quantize => new QuantizeRunner(quantize).Run,
        QuantizedProductKernel product => new QuantizedProductRunner(product, range).Run,
        SolveKernel solve => new SolveRunner(solve).Run,
        ArgSortKernel sort => new ArgSortRunner(sort).Run,
        _ => throw new InvalidOperationException($"{kernel.GetType().Name} is not known"),
    };

    private static KernelFunction Emit(Kernel kernel, Action<ILGenerator> emit, bool whenCalled)
    {
        var method = new DynamicMethod(kernel.Node.Operator.Name, typeof(void), ParameterTypes, typeof(KernelCompiler).Module, skipVisibility: true)
        {
            InitLocals = false,
        };
        emit(method.GetILGenerator());

        var function = method.CreateDelegate<KernelFunction>(Receiver);

        // Down to machine code now, on whichever thread this is, and not on the first call.
        if (!whenCalled)
            RuntimeHelpers.PrepareDelegate(function);
        return function;
    }
}
