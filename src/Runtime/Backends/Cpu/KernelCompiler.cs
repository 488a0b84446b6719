using System.Reflection.Emit;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu;

/// <summary>From a kernel to a function.</summary>
internal static unsafe class KernelCompiler
{
    private static readonly Type[] ParameterTypes = [typeof(nint).MakePointerType(), typeof(FaultCell).MakePointerType()];

    public static KernelFunction Compile(Kernel kernel, IReadOnlyDictionary<TensorBuffer, int> slots, FaultSites faultSites) => kernel switch
    {
        ElementKernel element => Emit(kernel, il => ElementKernelEmitter.Emit(il, element, slots, faultSites)),
        ContractionKernel contraction => Emit(kernel, il => ContractionEmitter.Emit(il, contraction, slots)),
        CopyKernel copy => new CopyRunner(copy, slots).Run,
        ScatterAddKernel scatter => new ScatterAddRunner(scatter, slots, faultSites).Run,
        SolveKernel solve => new SolveRunner(solve, slots, faultSites).Run,
        ArgSortKernel sort => new ArgSortRunner(sort, slots).Run,
        _ => throw new InvalidOperationException($"{kernel.GetType().Name} is not known"),
    };

    private static KernelFunction Emit(Kernel kernel, Action<ILGenerator> emit)
    {
        var method = new DynamicMethod($"{kernel.Node.Operator.Name}{kernel.Node.Id}", typeof(void), ParameterTypes, typeof(KernelCompiler).Module, skipVisibility: true)
        {
            InitLocals = false,
        };
        emit(method.GetILGenerator());
        return method.CreateDelegate<KernelFunction>();
    }
}
