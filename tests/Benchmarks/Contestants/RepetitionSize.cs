using System.Diagnostics;
using Dsl.Benchmarks.Rows;

namespace Dsl.Benchmarks.Contestants;

/// <summary>Finds how many calls make a repetition of a given length, and times them.</summary>
internal static class RepetitionSize
{
    private const long MostCalls = 1L << 40;

    /// <summary>Warms up and counts: so many calls take about so many seconds.</summary>
    public static long Find(Action<long> call, double seconds)
    {
        call(1);
        for (long calls = 1; ; calls *= 2)
        {
            var taken = Time(call, calls);
            if (taken >= seconds || calls >= MostCalls)
                return calls;
            if (taken >= seconds / 8)
                return Math.Max(1, (long)(calls * seconds / taken));
        }
    }

    /// <summary>Seconds of so many calls.</summary>
    public static double Time(Action<long> call, long calls, BenchmarkClock clock = BenchmarkClock.Wall)
    {
        var started = Now(clock);
        call(calls);
        return Now(clock) - started;
    }

    /// <summary>What a clock shows, in seconds.</summary>
    public static double Now(BenchmarkClock clock) => clock == BenchmarkClock.Wall
        ? Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency
        : Environment.CpuUsage.TotalTime.TotalSeconds;
}
