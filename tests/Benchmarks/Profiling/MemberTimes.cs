using System.Diagnostics;

namespace Dsl.Benchmarks.Profiling;

/// <summary>How long one member of a fused kernel ran, on whatever thread.</summary>
internal sealed class MemberTimes
{
    // The first call compiles; it is left out.
    private long calls = -1;
    private long ticks;

    /// <summary>Mean seconds of a call.</summary>
    public double Mean => calls > 0 ? ticks / (double)Stopwatch.Frequency / calls : 0;

    public void Add(long elapsed)
    {
        if (Interlocked.Increment(ref calls) > 0)
            Interlocked.Add(ref ticks, elapsed);
    }
}
