using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>Places the buffers that only the members of one segment use in the memory of a worker.</summary>
internal static class PrivateMemory
{
    private const long Alignment = 64;

    /// <summary>Offsets of the buffers, and the bytes that a worker needs for them.</summary>
    /// <param name="members">In the order in which they run.</param>
    /// <param name="buffers">Written and read by members only.</param>
    /// <param name="positions">Positions of the segment.</param>
    /// <param name="chunk">Positions that a worker's memory holds at a time.</param>
    public static (Dictionary<TensorBuffer, PrivatePlacement> Placements, long Bytes) Plan(
        IReadOnlyList<Kernel> members, IReadOnlySet<TensorBuffer> buffers, long positions, long chunk)
    {
        var placements = new Dictionary<TensorBuffer, PrivatePlacement>(ReferenceEqualityComparer.Instance);
        var none = new HashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        var (offsets, bytes) = MemoryPlanner.Plan(members, buffers, none, buffer => Math.Max(Alignment, BytesPerPosition(buffer) * chunk));
        foreach (var (buffer, offset) in offsets)
            placements.Add(buffer, new PrivatePlacement(offset, BytesPerPosition(buffer)));
        return (placements, bytes);

        long BytesPerPosition(TensorBuffer buffer) => buffer.ByteCount / positions;
    }
}
