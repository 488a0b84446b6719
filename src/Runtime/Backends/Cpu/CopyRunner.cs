using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu;

/// <summary>Copies a buffer.</summary>
internal sealed unsafe class CopyRunner(CopyKernel kernel, IReadOnlyDictionary<TensorBuffer, int> slots)
{
    private readonly int source = slots[kernel.Source];
    private readonly int destination = slots[kernel.Destination];
    private readonly long bytes = kernel.Source.ByteCount;

    public void Run(nint* buffers, FaultCell* fault) =>
        Buffer.MemoryCopy((void*)buffers[source], (void*)buffers[destination], bytes, bytes);
}
