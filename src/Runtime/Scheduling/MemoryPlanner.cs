using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>Gives temporaries places in one arena; buffers that are never needed at the same time share bytes.</summary>
internal static class MemoryPlanner
{
    private const long Alignment = 64;

    /// <summary>Offsets for the temporaries, and the size of the arena in bytes.</summary>
    /// <param name="kernels">In the order in which they run.</param>
    /// <param name="temporaries">The buffers to place.</param>
    /// <param name="keptToEnd">Temporaries whose value is read after the last kernel.</param>
    public static (Dictionary<TensorBuffer, long> Offsets, long Bytes) Plan(
        IReadOnlyList<Kernel> kernels, IReadOnlySet<TensorBuffer> temporaries, IReadOnlySet<TensorBuffer> keptToEnd) =>
        Plan(kernels, temporaries, keptToEnd, static buffer => buffer.ByteCount);

    /// <summary>As <see cref="Plan(IReadOnlyList{Kernel}, IReadOnlySet{TensorBuffer}, IReadOnlySet{TensorBuffer})"/>, for buffers of which only a part is kept.</summary>
    /// <param name="kernels">In the order in which they run.</param>
    /// <param name="temporaries">The buffers to place.</param>
    /// <param name="keptToEnd">Temporaries whose value is read after the last kernel.</param>
    /// <param name="bytesOf">How many bytes of a buffer are kept.</param>
    public static (Dictionary<TensorBuffer, long> Offsets, long Bytes) Plan(
        IReadOnlyList<Kernel> kernels, IReadOnlySet<TensorBuffer> temporaries, IReadOnlySet<TensorBuffer> keptToEnd, Func<TensorBuffer, long> bytesOf)
    {
        var lifetimes = BufferLifetimes.Of(kernels, temporaries, keptToEnd);
        var offsets = new Dictionary<TensorBuffer, long>(ReferenceEqualityComparer.Instance);
        var live = new List<(long Start, long End, int LastUse)>();
        var total = 0L;
        foreach (var (buffer, first, last) in lifetimes)
        {
            live.RemoveAll(block => block.LastUse < first);
            var size = Math.Max(Alignment, checked((bytesOf(buffer) + Alignment - 1) / Alignment * Alignment));
            var (offset, place) = FindGap(live, size);
            offsets.Add(buffer, offset);
            live.Insert(place, (offset, offset + size, last));
            total = Math.Max(total, offset + size);
        }

        return (offsets, total);
    }

    /// <summary>The start of the smallest gap that is large enough, else the end; and its place among the blocks, which lie in rising order.</summary>
    private static (long Offset, int Place) FindGap(List<(long Start, long End, int LastUse)> live, long size)
    {
        var best = (Offset: -1L, Place: 0);
        var bestSize = long.MaxValue;
        var end = 0L;
        for (var i = 0; i < live.Count; i++)
        {
            var gap = live[i].Start - end;
            if (gap >= size && gap < bestSize)
                (best, bestSize) = ((end, i), gap);
            end = live[i].End;
        }

        return best.Offset >= 0 ? best : (end, live.Count);
    }
}
