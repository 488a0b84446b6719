using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Dsl.Runtime.Execution;

/// <summary>What the machine itself can do at this moment: fused multiply-adds between registers in f32, no memory.</summary>
public static class MachineRate
{
    private const int Chains = 12;
    private const int Turns = 200_000;
    private const int Attempts = 5;

    /// <summary>Floating-point operations a second on so many threads at once: the best of a few attempts of a millisecond or less.</summary>
    public static double Measure(int threads)
    {
        var best = 0.0;
        for (var attempt = 0; attempt < Attempts; attempt++)
            best = Math.Max(best, Attempt(threads));
        return best;
    }

    private static double Attempt(int threads)
    {
        var rates = new double[threads];
        using var start = new Barrier(threads);
        var workers = Enumerable.Range(1, threads - 1).Select(i => new Thread(() => rates[i] = Rate(start))).ToArray();
        foreach (var worker in workers)
            worker.Start();
        rates[0] = Rate(start);
        foreach (var worker in workers)
            worker.Join();
        return rates.Sum();
    }

    private static double Rate(Barrier start)
    {
        var lanes = Vector512.IsHardwareAccelerated ? Vector512<float>.Count : Vector256<float>.Count;
        start.SignalAndWait();
        var started = Stopwatch.GetTimestamp();
        var sum = Vector512.IsHardwareAccelerated ? Wide(Turns) : Narrow(Turns);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return float.IsNaN(sum) ? 0 : 2.0 * Chains * lanes * Turns / seconds;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Wide(int turns)
    {
        var x = Vector512.Create(0.5f);
        var y = Vector512.Create(0.25f);
        Vector512<float> a = x, b = y, c = x, d = y, e = x, f = y, g = x, h = y, i = x, j = y, k = x, l = y;
        for (var turn = 0; turn < turns; turn++)
        {
            a = Vector512.FusedMultiplyAdd(a, x, y);
            b = Vector512.FusedMultiplyAdd(b, x, y);
            c = Vector512.FusedMultiplyAdd(c, x, y);
            d = Vector512.FusedMultiplyAdd(d, x, y);
            e = Vector512.FusedMultiplyAdd(e, x, y);
            f = Vector512.FusedMultiplyAdd(f, x, y);
            g = Vector512.FusedMultiplyAdd(g, x, y);
            h = Vector512.FusedMultiplyAdd(h, x, y);
            i = Vector512.FusedMultiplyAdd(i, x, y);
            j = Vector512.FusedMultiplyAdd(j, x, y);
            k = Vector512.FusedMultiplyAdd(k, x, y);
            l = Vector512.FusedMultiplyAdd(l, x, y);
        }

        return Vector512.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Narrow(int turns)
    {
        var x = Vector256.Create(0.5f);
        var y = Vector256.Create(0.25f);
        Vector256<float> a = x, b = y, c = x, d = y, e = x, f = y, g = x, h = y, i = x, j = y, k = x, l = y;
        for (var turn = 0; turn < turns; turn++)
        {
            a = Vector256.FusedMultiplyAdd(a, x, y);
            b = Vector256.FusedMultiplyAdd(b, x, y);
            c = Vector256.FusedMultiplyAdd(c, x, y);
            d = Vector256.FusedMultiplyAdd(d, x, y);
            e = Vector256.FusedMultiplyAdd(e, x, y);
            f = Vector256.FusedMultiplyAdd(f, x, y);
            g = Vector256.FusedMultiplyAdd(g, x, y);
            h = Vector256.FusedMultiplyAdd(h, x, y);
            i = Vector256.FusedMultiplyAdd(i, x, y);
            j = Vector256.FusedMultiplyAdd(j, x, y);
            k = Vector256.FusedMultiplyAdd(k, x, y);
            l = Vector256.FusedMultiplyAdd(l, x, y);
        }

        return Vector256.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }
}
