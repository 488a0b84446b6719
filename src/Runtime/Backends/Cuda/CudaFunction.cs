using System.Runtime.InteropServices;
using Dsl.Runtime.Backends.CStyle;
using Dsl.Runtime.Backends.Devices;

namespace Dsl.Runtime.Backends.Cuda;

/// <summary>
/// A kernel of a CUDA module with arguments of its own: for each operand an address and a number of bytes, then the kernel's number and the address for a fault. The
/// driver copies them when the kernel is launched.
/// </summary>
internal sealed unsafe class CudaFunction : DeviceFunction
{
    private const int DynamicSharedAttribute = 8;

    private readonly CudaContext context;
    private readonly nint function;
    private readonly KernelSource source;
    private readonly ulong* values;
    private readonly void** arguments;

    public CudaFunction(CudaContext context, nint function, KernelSource source, int operands, int number, nint fault)
    {
        (this.context, this.function, this.source) = (context, function, source);
        var count = (2 * operands) + 2;
        values = (ulong*)NativeMemory.AllocZeroed((nuint)count, sizeof(ulong));
        arguments = (void**)NativeMemory.Alloc((nuint)count, (nuint)sizeof(void*));
        for (var i = 0; i < count; i++)
            arguments[i] = values + i;
        *(int*)(values + (2 * operands)) = number;
        values[(2 * operands) + 1] = (ulong)fault;
        if (source.DynamicSharedBytes > 0)
            CudaErrors.Check(context.Library, context.Library.FunctionSetAttribute(function, DynamicSharedAttribute, source.DynamicSharedBytes), "cuFuncSetAttribute");
    }

    public override void Place(int operand, DevicePlace place)
    {
        values[2 * operand] = (ulong)place.Memory;
        values[(2 * operand) + 1] = (ulong)place.Offset;
    }

    public override void Enqueue()
    {
        context.Enter();
        var code = context.Library.Launch(
            function, (uint)source.Groups, 1, 1, (uint)source.Items, 1, 1, (uint)source.DynamicSharedBytes, context.Stream, arguments, null);
        CudaErrors.Check(context.Library, code, "cuLaunchKernel");
    }

    public override void Dispose()
    {
        NativeMemory.Free(values);
        NativeMemory.Free(arguments);
    }
}
