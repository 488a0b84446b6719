using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling;

namespace Dsl.Runtime.Backends.Cpu;

/// <summary>
/// In which order the chunks of a launch are offered. One thread takes them from the front and the others from the back, so both ends begin with the segments whose chunks take
/// longest: a long chunk that is taken last keeps all other threads waiting. What each end has of a segment goes forwards, as memory is read ahead.
/// </summary>
internal static class ChunkOrder
{
    /// <summary>The chunk at each place.</summary>
    public static int[] Of(FusedKernel kernel)
    {
        var segments = kernel.Segments;
        var starts = new int[segments.Length];
        var times = new double[segments.Length];
        var order = new int[segments.Length];
        var chunks = 0;
        for (var i = 0; i < segments.Length; i++)
        {
            (starts[i], order[i]) = (chunks, i);
            chunks = checked(chunks + (int)segments[i].Chunks);
            times[i] = segments.Length == 1 ? 1 : TimeOfChunk(segments[i]);
        }

        Array.Sort(order, (a, b) => times[a] == times[b] ? a.CompareTo(b) : times[b].CompareTo(times[a]));
        var places = new int[chunks];
        var (front, back) = (0, chunks - 1);
        var (timeOfFront, timeOfBack) = (0.0, 0.0);
        foreach (var segment in order)
        {
            var count = (int)segments[segment].Chunks;
            var first = (count / 2) + (timeOfFront <= timeOfBack ? count % 2 : 0);
            for (var i = 0; i < first; i++)
                places[front++] = starts[segment] + i;
            for (var i = first; i < count; i++)
                places[back--] = starts[segment] + i;
            timeOfFront += first * times[segment];
            timeOfBack += (count - first) * times[segment];
        }

        return places;
    }

    private static double TimeOfChunk(FusedSegment segment)
    {
        var time = 0.0;
        foreach (var member in segment.Members)
            time += KernelWork.Of(member.Kernel);
        return time / segment.Chunks;
    }
}
