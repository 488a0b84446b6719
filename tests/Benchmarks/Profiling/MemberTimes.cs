using System.Diagnostics;

namespace Dsl.Benchmarks.Profiling;

/// <summary>How long one member of a fused kernel ran, on whatever thread: half of its calls took at most so long.</summary>
internal sealed class MemberTimes
{
    private const int MostSamples = 1 << 16;

    private readonly List<long> samples = [];
    private bool isWarm;

    /// <summary>Median seconds of a call.</summary>
    public double Median
    {
        get
        {
            lock (samples)
            {
                var sorted = samples.Order().ToArray();
                return sorted.Length == 0 ? 0 : sorted[sorted.Length / 2] / (double)Stopwatch.Frequency;
            }
        }
    }

    public void Add(long elapsed)
    {
        lock (samples)
        {
            // The first call compiles; it is left out.
            if (isWarm && samples.Count < MostSamples)
                samples.Add(elapsed);
            isWarm = true;
        }
    }
}
