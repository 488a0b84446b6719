using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Dsl.Runtime.Backends.Cpu.Lanes;

/// <summary>The numbers of the lanes, from 0. Where vectors of 512 bits are no registers, the runtime makes <see cref="Vector512{T}.Indices"/> a lane at a time in memory, and this is two registers.</summary>
internal static class LaneNumbers
{
    /// <summary>Of sixteen lanes of 32 bits.</summary>
    public static Vector512<int> Words
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Avx512F.IsSupported ? Vector512<int>.Indices : Vector512.Create(Vector256.Create(0, 1, 2, 3, 4, 5, 6, 7), Vector256.Create(8, 9, 10, 11, 12, 13, 14, 15));
    }

    /// <summary>Of eight lanes of 64 bits.</summary>
    public static Vector512<long> Longs
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Avx512F.IsSupported ? Vector512<long>.Indices : Vector512.Create(Vector256.Create(0L, 1, 2, 3), Vector256.Create(4L, 5, 6, 7));
    }
}
