using System.Diagnostics;

namespace Dsl.Benchmarks.Profiling;

/// <summary>How often and how long each kernel of one program ran.</summary>
internal sealed class LaunchTimes(int kernels)
{
    private readonly long[] seen = new long[kernels];
    private readonly long[] counted = new long[kernels];
    private readonly long[] ticks = new long[kernels];

    /// <summary>Seconds of all counted launches.</summary>
    public double TotalSeconds => ticks.Sum() / (double)Stopwatch.Frequency;

    /// <summary>Takes a launch; the first ones of each kernel are not counted.</summary>
    public void Add(int kernel, long elapsed, int warmUp)
    {
        if (seen[kernel]++ < warmUp)
            return;
        counted[kernel]++;
        ticks[kernel] += elapsed;
    }

    /// <summary>Launches that were counted.</summary>
    public long Count(int kernel) => counted[kernel];

    /// <summary>Mean seconds of a launch; 0 when none was counted.</summary>
    public double Mean(int kernel) => counted[kernel] == 0 ? 0 : ticks[kernel] / (double)Stopwatch.Frequency / counted[kernel];
}
