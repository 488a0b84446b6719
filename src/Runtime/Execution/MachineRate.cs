using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Dsl.Runtime.Execution;

/// <summary>Measures how many floating-point operations in f32 the machine does in a second at most, on all its cores.</summary>
public static class MachineRate
{
    // Twelve sums that do not wait for one another keep two units of a latency up to six busy.
    private const int Sums = 12;
    private const int RoundsAtOnce = 20_000;

    private static readonly TimeSpan Duration = TimeSpan.FromMilliseconds(8);

    /// <summary>Operations a second; takes a few milliseconds.</summary>
    public static double Measure()
    {
        var rates = new double[Environment.ProcessorCount];
        var threads = new Thread[rates.Length];
        for (var i = 0; i < threads.Length; i++)
        {
            var index = i;
            threads[i] = new Thread(() => rates[index] = MeasureThread());
            threads[i].Start();
        }

        foreach (var thread in threads)
            thread.Join();
        return rates.Sum();
    }

    private static double MeasureThread()
    {
        var total = MultiplyAdd(RoundsAtOnce);
        var rounds = 0L;
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Duration)
        {
            total += MultiplyAdd(RoundsAtOnce);
            rounds += RoundsAtOnce;
        }

        // The sum is finite whatever was added; to ask keeps it from being left out.
        return float.IsFinite(total) ? 2.0 * Sums * Vector<float>.Count * rounds / watch.Elapsed.TotalSeconds : 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float MultiplyAdd(int rounds)
    {
        var factor = new Vector<float>(0.999f);
        var term = new Vector<float>(0.001f);
        Vector<float> a = term, b = term, c = term, d = term, e = term, f = term, g = term, h = term, i = term, j = term, k = term, l = term;
        for (var round = 0; round < rounds; round++)
        {
            a = Vector.FusedMultiplyAdd(a, factor, term);
            b = Vector.FusedMultiplyAdd(b, factor, term);
            c = Vector.FusedMultiplyAdd(c, factor, term);
            d = Vector.FusedMultiplyAdd(d, factor, term);
            e = Vector.FusedMultiplyAdd(e, factor, term);
            f = Vector.FusedMultiplyAdd(f, factor, term);
            g = Vector.FusedMultiplyAdd(g, factor, term);
            h = Vector.FusedMultiplyAdd(h, factor, term);
            i = Vector.FusedMultiplyAdd(i, factor, term);
            j = Vector.FusedMultiplyAdd(j, factor, term);
            k = Vector.FusedMultiplyAdd(k, factor, term);
            l = Vector.FusedMultiplyAdd(l, factor, term);
        }

        return Vector.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }
}
