using System.Diagnostics;

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
    public static double Time(Action<long> call, long calls)
    {
        var started = Stopwatch.GetTimestamp();
        call(calls);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
