using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu.Runners;

/// <summary>Copies a buffer.</summary>
internal sealed unsafe class CopyRunner(CopyKernel kernel)
{
    private readonly int source = kernel.Operands.IndexOf(kernel.Source);
    private readonly int destination = kernel.Operands.IndexOf(kernel.Destination);
    private readonly long bytes = kernel.Source.ByteCount;

    public void Run(nint* operands, FaultCell* fault, long first, long limit) =>
        Buffer.MemoryCopy((void*)operands[source], (void*)operands[destination], bytes, bytes);
}
