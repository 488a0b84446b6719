using Dsl.Language.Graph;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends;

/// <summary>Compares what a program needs with what the machine has, before anything is taken.</summary>
internal static class MemoryCheck
{
    /// <summary>A fault that names the largest temporary when the memory does not suffice; else null.</summary>
    /// <param name="bytesPerStoredByte">How much larger the backend stores values.</param>
    /// <param name="furtherBytes">What the backend takes besides.</param>
    public static RuntimeFault? Check(KernelProgram program, int bytesPerStoredByte, long furtherBytes = 0)
    {
        var needed = (program.ArenaBytes * (double)bytesPerStoredByte) + furtherBytes;
        return MachineMemory.Has(needed, out var available) ? null : RuntimeFaults.OutOfMemory(LargestTemporary(program), (long)needed, available);
    }

    private static Node? LargestTemporary(KernelProgram program)
    {
        Node? largest = null;
        var bytes = -1L;
        foreach (var kernel in program.Kernels)
        {
            foreach (var buffer in kernel.Writes)
            {
                if (buffer.ByteCount > bytes)
                    (largest, bytes) = (kernel.Node, buffer.ByteCount);
            }
        }

        return largest;
    }
}
