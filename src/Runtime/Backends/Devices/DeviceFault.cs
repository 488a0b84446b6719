using System.Runtime.InteropServices;
using Dsl.Runtime.Backends.CStyle;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Devices;

/// <summary>
/// What a kernel leaves behind that meets a fault: seven ints, of which the first is 0 as long as there is none; then the number of the kernel, that of the operation in it, the
/// index and the bound that it had to stay below, two ints each.
/// </summary>
internal static class DeviceFault
{
    /// <summary>Bytes of the memory for a fault.</summary>
    public const int Bytes = 7 * sizeof(int);

    /// <summary>The first int where there was no fault, but a run halted those after it.</summary>
    public const int Halted = 3;

    /// <summary>The fault; null where there is none.</summary>
    /// <param name="memory">What was read from the device.</param>
    /// <param name="numbered">The kernels by their numbers.</param>
    public static RuntimeFault? Read(ReadOnlySpan<byte> memory, IReadOnlyList<Kernel> numbered)
    {
        var cell = MemoryMarshal.Cast<byte, int>(memory[..Bytes]);
        if (cell[0] is 0 or Halted)
            return null;
        var kernel = numbered[cell[1]];
        if (kernel is SolveKernel)
            return RuntimeFaults.SingularSystem(kernel.Node);
        var node = SiteNumbers.NodeOf(kernel, cell[2]);
        return RuntimeFaults.IndexOutOfRange(node, Join(cell[3], cell[4]), Join(cell[5], cell[6]));
    }

    private static long Join(int low, int high) => ((long)high << 32) | (uint)low;
}
