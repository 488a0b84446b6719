using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends;

/// <summary>Compares what a program needs with what the machine has, before anything is taken.</summary>
internal static class MemoryCheck
{
    private const int Shown = 3;

    /// <summary>A fault that names the largest temporary when the memory does not suffice; else null.</summary>
    public static RuntimeFault? Check(MemoryNeed need) =>
        need.Fits ? null : RuntimeFaults.OutOfMemory(need.Largest.IsEmpty ? null : need.Largest[0].Operation, need.Bytes, need.Available);

    /// <summary>What a program takes and what there is.</summary>
    /// <param name="program">The program.</param>
    /// <param name="bytesPerStoredByte">How much larger the backend stores values.</param>
    /// <param name="furtherBytes">What the backend takes besides.</param>
    /// <param name="limit">The most that intermediate values may take; null for what the machine has left.</param>
    public static MemoryNeed Measure(KernelProgram program, int bytesPerStoredByte, long furtherBytes = 0, long? limit = null)
    {
        var needed = (program.ArenaBytes * (double)bytesPerStoredByte) + furtherBytes;
        long available;
        if (limit is { } most)
            available = most;
        else if (MachineMemory.Has(needed, out available))
            return new MemoryNeed(needed, long.MaxValue, []);
        return new MemoryNeed(needed, available, needed <= available ? [] : LargestTemporaries(program));
    }

    private static ImmutableArray<(Node? Operation, long Bytes)> LargestTemporaries(KernelProgram program)
    {
        var writers = new Dictionary<TensorBuffer, Node?>(ReferenceEqualityComparer.Instance);
        foreach (var kernel in program.Kernels.SelectMany(static kernel => kernel is FusedKernel fused
            ? fused.Segments.SelectMany(static segment => segment.Members.Select(static member => member.Kernel)) : [kernel]))
        {
            foreach (var buffer in kernel.Writes)
                writers.TryAdd(buffer, kernel.Node);
        }

        return
        [
            .. program.Buffers.Where(static pair => pair.Placement is ArenaPlacement)
                .OrderByDescending(static pair => pair.Buffer.ByteCount)
                .Select(pair => (writers.GetValueOrDefault(pair.Buffer), pair.Buffer.ByteCount))
                .Take(Shown),
        ];
    }
}
