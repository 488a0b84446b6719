using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Dsl.Runtime.Backends.Cpu.Contractions;

/// <summary>Looks whether what a contraction leaves out is 0.</summary>
internal static unsafe class LimitGuards
{
    // Greater than what any loop takes away.
    private const long Everything = 1L << 60;

    private delegate long LimitFunction(long constant, float* numbers, long first, long limit, long perPosition, float least);

    /// <summary>The number at which a limit begins.</summary>
    public static MethodInfo Method { get; } = new LimitFunction(Begin).Method;

    /// <summary>The limit's own constant where all numbers of the positions are greater than the least one, else one at which everything counts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long Begin(long constant, float* numbers, long first, long limit, long perPosition, float least)
    {
        var (at, end) = (first * perPosition, limit * perPosition);
        for (; at + Vector256<float>.Count <= end; at += Vector256<float>.Count)
        {
            if (!Vector256.GreaterThanAll(Vector256.Load(numbers + at), Vector256.Create(least)))
                return Everything;
        }

        for (; at < end; at++)
        {
            if (!(numbers[at] > least))
                return Everything;
        }

        return constant;
    }
}
