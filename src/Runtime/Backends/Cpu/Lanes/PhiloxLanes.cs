using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu.Lanes;

/// <summary>The random numbers of <see cref="Philox"/> for neighbouring elements: eight blocks of four at once, bit for bit the same.</summary>
internal static unsafe class PhiloxLanes
{
    private const int BlockNumbers = 4;
    private const int Blocks = 8;
    private const ulong MultiplierA = 0xD2511F53;
    private const ulong MultiplierB = 0xCD9E8D57;
    private const uint WeylA = 0x9E3779B9;
    private const uint WeylB = 0xBB67AE85;
    private const int Rounds = 10;

    private delegate float* FillFunction(long seed, long stream, long counter, long element, int count, float* room);

    public static MethodInfo FillMethod { get; } = (MachineVectors.Has256 && !MachineVectors.Has512 ? new FillFunction(FillByHalves) : new FillFunction(Fill)).Method;

    /// <summary>Makes the numbers of <paramref name="count"/> elements from one on.</summary>
    /// <param name="room">Holds up to 35 numbers more than asked for.</param>
    /// <returns>Where the first one lies.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float* Fill(long seed, long stream, long counter, long element, int count, float* room)
    {
        var key = Philox.Key(seed, stream);
        var skipped = (int)(element & (BlockNumbers - 1));

        // The first lanes may lie before the first element, where nobody looks at them: the block after -1 is 0.
        var block = (ulong)(element >> 2);
        for (var made = 0; made < count + skipped; made += Blocks * BlockNumbers)
        {
            FillBlocks(key, (ulong)counter, block, room + made);
            block += Blocks;
        }

        return room + skipped;
    }

    /// <summary>As <see cref="Fill"/>, on machines with vectors of 256 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float* FillByHalves(long seed, long stream, long counter, long element, int count, float* room)
    {
        var key = Philox.Key(seed, stream);
        var skipped = (int)(element & (BlockNumbers - 1));
        var block = (ulong)(element >> 2);
        for (var made = 0; made < count + skipped; made += Blocks / 2 * BlockNumbers)
        {
            FillHalf(key, (ulong)counter, block, room + made);
            block += Blocks / 2;
        }

        return room + skipped;
    }

    /// <summary>Every 64-bit lane is a block; its words are the low halves, the products' high halves lie above them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FillBlocks(ulong key, ulong counter, ulong block, float* room)
    {
        var low = Vector512.Create((ulong)uint.MaxValue);
        var blocks = Vector512.Create(block) + LaneNumbers.Longs.AsUInt64();
        var (c0, c1) = (Vector512.Create(counter & uint.MaxValue), Vector512.Create(counter >> 32));
        var (c2, c3) = (blocks & low, Vector512.ShiftRightLogical(blocks, 32));
        var (k0, k1) = ((uint)key, (uint)(key >> 32));
        for (var round = 0; round < Rounds; round++)
        {
            var productA = MultiplyLow(c0, MultiplierA);
            var productB = MultiplyLow(c2, MultiplierB);
            c0 = Vector512.ShiftRightLogical(productB, 32) ^ c1 ^ Vector512.Create((ulong)k0);
            c2 = Vector512.ShiftRightLogical(productA, 32) ^ c3 ^ Vector512.Create((ulong)k1);
            c1 = productB;
            c3 = productA;
            k0 += WeylA;
            k1 += WeylB;
        }

        // Words a and b of a block next to each other, as c and d are; then pairs of blocks in order.
        var first = (c0 & low) | Vector512.ShiftLeft(c1, 32);
        var second = (c2 & low) | Vector512.ShiftLeft(c3, 32);
        Store(first, second, room);
    }

    /// <summary>The same for half as many blocks: the runtime keeps halves of vectors that the machine does not have in memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FillHalf(ulong key, ulong counter, ulong block, float* room)
    {
        var low = Vector256.Create((ulong)uint.MaxValue);
        var blocks = Vector256.Create(block) + Vector256<ulong>.Indices;
        var (c0, c1) = (Vector256.Create(counter & uint.MaxValue), Vector256.Create(counter >> 32));
        var (c2, c3) = (blocks & low, Vector256.ShiftRightLogical(blocks, 32));

        // Keys are added up in lanes of 64 bits: nobody looks at the upper halves of what they are combined with.
        var (k0, k1) = (Vector256.Create(key & uint.MaxValue), Vector256.Create(key >> 32));
        for (var round = 0; round < Rounds; round++)
        {
            var productA = MultiplyLow(c0, MultiplierA);
            var productB = MultiplyLow(c2, MultiplierB);
            c0 = Vector256.ShiftRightLogical(productB, 32) ^ c1 ^ k0;
            c2 = Vector256.ShiftRightLogical(productA, 32) ^ c3 ^ k1;
            c1 = productB;
            c3 = productA;
            k0 += Vector256.Create((ulong)WeylA);
            k1 += Vector256.Create((ulong)WeylB);
        }

        StoreHalf((c0 & low) | Vector256.ShiftLeft(c1, 32), (c2 & low) | Vector256.ShiftLeft(c3, 32), room);
    }

    // Of each half of 128 bits, words a and b of a block come next to its c and d; then the blocks in order.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreHalf(Vector256<ulong> first, Vector256<ulong> second, float* room)
    {
        var (even, odd) = (Avx2.UnpackLow(first, second), Avx2.UnpackHigh(first, second));
        ToUnit(Avx2.Permute2x128(even, odd, 0x20)).Store(room);
        ToUnit(Avx2.Permute2x128(even, odd, 0x31)).Store(room + Vector256<float>.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> ToUnit(Vector256<ulong> words) =>
        Vector256.ConvertToSingle(Vector256.ShiftRightLogical(words.AsUInt32(), 8).AsInt32()) * Vector256.Create(1.0f / (1 << 24));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> MultiplyLow(Vector256<ulong> value, ulong multiplier) => Avx2.Multiply(value.AsUInt32(), Vector256.Create(multiplier).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<ulong> first, Vector512<ulong> second, float* room)
    {
        if (Avx512F.IsSupported)
        {
            ToUnit(Avx512F.PermuteVar8x64x2(first, Vector512.Create(0UL, 8, 1, 9, 2, 10, 3, 11), second)).Store(room);
            ToUnit(Avx512F.PermuteVar8x64x2(first, Vector512.Create(4UL, 12, 5, 13, 6, 14, 7, 15), second)).Store(room + LaneForm.Lanes);
            return;
        }

        for (var i = 0; i < Blocks; i++)
        {
            var pair = Vector128.Create(first.GetElement(i), second.GetElement(i)).AsUInt32();
            (Vector128.ConvertToSingle(Vector128.ShiftRightLogical(pair, 8).AsInt32()) * (1.0f / (1 << 24))).Store(room + (BlockNumbers * i));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> ToUnit(Vector512<ulong> words) =>
        Vector512.ConvertToSingle(Vector512.ShiftRightLogical(words.AsUInt32(), 8).AsInt32()) * Vector512.Create(1.0f / (1 << 24));

    /// <summary>The product of the low halves of each lane with a number of 32 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> MultiplyLow(Vector512<ulong> value, ulong multiplier) => Avx512F.IsSupported
        ? Avx512F.Multiply(value.AsUInt32(), Vector512.Create(multiplier).AsUInt32())
        : (value & Vector512.Create((ulong)uint.MaxValue)) * Vector512.Create(multiplier);
}
