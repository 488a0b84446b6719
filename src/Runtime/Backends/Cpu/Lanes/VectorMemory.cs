using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Dsl.Runtime.Backends.Cpu.Lanes;

/// <summary>Loads and stores of sixteen lanes, whole or as far as a mask allows; what lies outside is neither read nor written. All are inlined.</summary>
internal static unsafe class VectorMemory
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;
    private const int LineBytes = 64;

    [MethodImpl(Inline)]
    public static Vector512<float> Mask(int value) => value != 0 ? Vector512<float>.AllBitsSet : Vector512<float>.Zero;

    /// <summary>The first lanes set.</summary>
    [MethodImpl(Inline)]
    public static Vector512<float> FirstLanes(int count) => Vector512.LessThan(LaneNumbers.Words, Vector512.Create(count)).AsSingle();

    /// <summary>Whether any lane of a mask is set.</summary>
    [MethodImpl(Inline)]
    public static bool AnyLane(Vector512<float> mask) => !Vector512.EqualsAll(mask.AsInt32(), Vector512<int>.Zero);

    [MethodImpl(Inline)]
    public static Vector512<double> LowerMask(Vector512<float> mask) => Vector512.WidenLower(mask.AsInt32()).AsDouble();

    [MethodImpl(Inline)]
    public static Vector512<double> UpperMask(Vector512<float> mask) => Vector512.WidenUpper(mask.AsInt32()).AsDouble();

    [MethodImpl(Inline)]
    public static Vector512<float> JoinMasks(Vector512<double> lower, Vector512<double> upper) => Vector512.Narrow(lower.AsInt64(), upper.AsInt64()).AsSingle();

    [MethodImpl(Inline)]
    public static Vector512<float> JoinLongMasks(Vector512<long> lower, Vector512<long> upper) => Vector512.Narrow(lower, upper).AsSingle();

    [MethodImpl(Inline)]
    public static Vector512<float> LoadMasked(float* address, Vector512<float> mask)
    {
        if (Avx512F.IsSupported)
            return Avx512F.MaskLoad(address, mask, Vector512<float>.Zero);
        return Avx.IsSupported
            ? Vector512.Create(Avx.MaskLoad(address, mask.GetLower()), Avx.MaskLoad(address + 8, mask.GetUpper()))
            : LoadSingly(address, mask);
    }

    [MethodImpl(Inline)]
    public static void StoreMasked(float* address, Vector512<float> mask, Vector512<float> value)
    {
        if (Avx512F.IsSupported)
        {
            Avx512F.MaskStore(address, mask, value);
        }
        else if (Avx.IsSupported)
        {
            Avx.MaskStore(address, mask.GetLower(), value.GetLower());
            Avx.MaskStore(address + 8, mask.GetUpper(), value.GetUpper());
        }
        else
        {
            StoreSingly(address, mask, value);
        }
    }

    /// <summary>Writes straight to memory, where the address is that of a whole line.</summary>
    [MethodImpl(Inline)]
    public static void StorePastCaches(float* address, Vector512<float> value)
    {
        if (((nint)address & (LineBytes - 1)) == 0)
            value.StoreAlignedNonTemporal(address);
        else
            value.Store(address);
    }

    /// <summary>Orders such stores before whatever is stored next.</summary>
    public static void EndStores()
    {
        if (Sse.IsSupported)
            Sse.StoreFence();
        else
            Interlocked.MemoryBarrier();
    }

    /// <summary>Asks for a line that is going to be read; the address may lie outside of all memory.</summary>
    [MethodImpl(Inline)]
    public static void AskFor(byte* address)
    {
        if (Sse.IsSupported)
            Sse.Prefetch1(address);
    }

    /// <summary>Eight lanes of 64 bits; the mask has that width too.</summary>
    [MethodImpl(Inline)]
    public static Vector512<double> LoadMasked(double* address, Vector512<double> mask)
    {
        if (Avx512F.IsSupported)
            return Avx512F.MaskLoad(address, mask, Vector512<double>.Zero);
        return Avx.IsSupported
            ? Vector512.Create(Avx.MaskLoad(address, mask.GetLower()), Avx.MaskLoad(address + 4, mask.GetUpper()))
            : LoadSingly(address, mask);
    }

    [MethodImpl(Inline)]
    public static void StoreMasked(double* address, Vector512<double> mask, Vector512<double> value)
    {
        if (Avx512F.IsSupported)
        {
            Avx512F.MaskStore(address, mask, value);
        }
        else if (Avx.IsSupported)
        {
            Avx.MaskStore(address, mask.GetLower(), value.GetLower());
            Avx.MaskStore(address + 4, mask.GetUpper(), value.GetUpper());
        }
        else
        {
            StoreSingly(address, mask, value);
        }
    }

    [MethodImpl(Inline)]
    public static Vector512<long> LoadMasked(long* address, Vector512<double> mask) => LoadMasked((double*)address, mask).AsInt64();

    [MethodImpl(Inline)]
    public static void StoreMasked(long* address, Vector512<double> mask, Vector512<long> value) => StoreMasked((double*)address, mask, value.AsDouble());

    /// <summary>Numbers at indices from an address.</summary>
    [MethodImpl(Inline)]
    public static Vector512<float> Gather(float* address, Vector512<int> indices) => Avx2.IsSupported
        ? Vector512.Create(Avx2.GatherVector256(address, indices.GetLower(), 4), Avx2.GatherVector256(address, indices.GetUpper(), 4))
        : GatherSingly(address, indices, Vector512<float>.AllBitsSet);

    [MethodImpl(Inline)]
    public static Vector512<float> GatherMasked(float* address, Vector512<int> indices, Vector512<float> mask) => Avx2.IsSupported
        ? Vector512.Create(
            Avx2.GatherMaskVector256(Vector256<float>.Zero, address, indices.GetLower(), mask.GetLower(), 4),
            Avx2.GatherMaskVector256(Vector256<float>.Zero, address, indices.GetUpper(), mask.GetUpper(), 4))
        : GatherSingly(address, indices, mask);

    /// <summary>Numbers at the first so many indices, which rise and lie within sixteen numbers: those are loaded at once and put into place.</summary>
    [MethodImpl(Inline)]
    public static Vector512<float> GatherNear(float* address, Vector512<int> indices, int count)
    {
        var first = indices.ToScalar();
        var near = indices - Vector512.Create(first);
        var last = VectorFunctions.LookUp(near.AsSingle(), Vector512.Create(count - 1)).AsInt32();
        return VectorFunctions.LookUp(LoadMasked(address + first, Vector512.LessThanOrEqual(LaneNumbers.Words, last).AsSingle()), near);
    }

    /// <summary>The first so many of every other number: half of what one or two loads bring.</summary>
    [MethodImpl(Inline)]
    public static Vector512<float> GatherEven(float* address, int count)
    {
        if (!Avx512F.IsSupported)
        {
            return Avx2.IsSupported
                ? Vector512.Create(EvenOfTwo(address, (2 * count) - 1), EvenOfTwo(address + LaneForm.Lanes, (2 * count) - 1 - LaneForm.Lanes))
                : GatherMasked(address, LaneNumbers.Words * 2, FirstLanes(count));
        }

        var lower = LoadMasked(address, FirstLanes((2 * count) - 1));
        var even = Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
        return count <= LaneForm.Lanes / 2
            ? Avx512F.PermuteVar16x32(lower, even)
            : Avx512F.PermuteVar16x32x2(lower, even, LoadMasked(address + LaneForm.Lanes, FirstLanes((2 * count) - 1 - LaneForm.Lanes)));
    }

    [MethodImpl(Inline)]
    public static Vector512<float> GatherEvenMasked(float* address, Vector512<float> mask)
    {
        if (!Avx512F.IsSupported)
        {
            return Avx2.IsSupported
                ? Vector512.Create(EvenOfTwo(address, mask.GetLower()), EvenOfTwo(address + LaneForm.Lanes, mask.GetUpper()))
                : GatherMasked(address, LaneNumbers.Words * 2, mask);
        }

        var isEven = Vector512.Create(uint.MaxValue, 0, uint.MaxValue, 0, uint.MaxValue, 0, uint.MaxValue, 0, uint.MaxValue, 0, uint.MaxValue, 0, uint.MaxValue, 0, uint.MaxValue, 0).AsSingle();
        var lower = Avx512F.PermuteVar16x32(mask, Vector512.Create(0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7)) & isEven;
        var upper = Avx512F.PermuteVar16x32(mask, Vector512.Create(8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13, 14, 14, 15, 15)) & isEven;
        return Avx512F.PermuteVar16x32x2(
            LoadMasked(address, lower), Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30), LoadMasked(address + LaneForm.Lanes, upper));
    }

    /// <summary>Every other one of the first so many of sixteen numbers.</summary>
    [MethodImpl(Inline)]
    private static Vector256<float> EvenOfTwo(float* address, int count) => EvenOf(
        Avx.MaskLoad(address, Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count)).AsSingle()),
        Avx.MaskLoad(address + 8, Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count - 8)).AsSingle()));

    /// <summary>Every other one of sixteen numbers, as far as the mask has a lane for it.</summary>
    [MethodImpl(Inline)]
    private static Vector256<float> EvenOfTwo(float* address, Vector256<float> mask)
    {
        var isEven = Vector256.Create(uint.MaxValue, 0, uint.MaxValue, 0, uint.MaxValue, 0, uint.MaxValue, 0).AsSingle();
        return EvenOf(
            Avx.MaskLoad(address, Avx2.PermuteVar8x32(mask, Vector256.Create(0, 0, 1, 1, 2, 2, 3, 3)) & isEven),
            Avx.MaskLoad(address + 8, Avx2.PermuteVar8x32(mask, Vector256.Create(4, 4, 5, 5, 6, 6, 7, 7)) & isEven));
    }

    // Of each half of 128 bits two numbers of either vector, then the pairs in order.
    [MethodImpl(Inline)]
    private static Vector256<float> EvenOf(Vector256<float> lower, Vector256<float> upper) =>
        Avx2.Permute4x64(Avx.Shuffle(lower, upper, 0b10_00_10_00).AsDouble(), 0b11_01_10_00).AsSingle();

    /// <summary>Sixteen bools as a mask.</summary>
    [MethodImpl(Inline)]
    public static Vector512<float> LoadBools(byte* address) => ToMask(Vector128.Load(address));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<float> LoadBoolsMasked(byte* address, Vector512<float> mask)
    {
        var bools = Vector128<byte>.Zero;
        for (var lane = 0; lane < LaneForm.Lanes; lane++)
        {
            if (IsSet(mask, lane))
                bools = bools.WithElement(lane, address[lane]);
        }

        return ToMask(bools);
    }

    [MethodImpl(Inline)]
    public static void StoreBools(byte* address, Vector512<float> value)
    {
        var numbers = value.AsUInt32() & Vector512<uint>.One;
        var words = Vector256.Narrow(numbers.GetLower(), numbers.GetUpper());
        Vector128.Narrow(words.GetLower(), words.GetUpper()).Store(address);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void StoreBoolsMasked(byte* address, Vector512<float> mask, Vector512<float> value)
    {
        for (var lane = 0; lane < LaneForm.Lanes; lane++)
        {
            if (IsSet(mask, lane))
                address[lane] = IsSet(value, lane) ? (byte)1 : (byte)0;
        }
    }

    [MethodImpl(Inline)]
    private static Vector512<float> ToMask(Vector128<byte> bools)
    {
        var words = Vector256.Create(Vector128.WidenLower(bools), Vector128.WidenUpper(bools));
        var numbers = Vector512.Create(Vector256.WidenLower(words), Vector256.WidenUpper(words));
        return (~Vector512.Equals(numbers, Vector512<uint>.Zero)).AsSingle();
    }

    private static bool IsSet(Vector512<float> mask, int lane) => mask.AsInt32().GetElement(lane) != 0;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector512<float> LoadSingly(float* address, Vector512<float> mask) => GatherSingly(address, LaneNumbers.Words, mask);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector512<float> GatherSingly(float* address, Vector512<int> indices, Vector512<float> mask)
    {
        var result = Vector512<float>.Zero;
        for (var lane = 0; lane < LaneForm.Lanes; lane++)
        {
            if (IsSet(mask, lane))
                result = result.WithElement(lane, address[indices.GetElement(lane)]);
        }

        return result;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StoreSingly(float* address, Vector512<float> mask, Vector512<float> value)
    {
        for (var lane = 0; lane < LaneForm.Lanes; lane++)
        {
            if (IsSet(mask, lane))
                address[lane] = value.GetElement(lane);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector512<double> LoadSingly(double* address, Vector512<double> mask)
    {
        var result = Vector512<double>.Zero;
        for (var lane = 0; lane < Vector512<double>.Count; lane++)
        {
            if (mask.AsInt64().GetElement(lane) != 0)
                result = result.WithElement(lane, address[lane]);
        }

        return result;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StoreSingly(double* address, Vector512<double> mask, Vector512<double> value)
    {
        for (var lane = 0; lane < Vector512<double>.Count; lane++)
        {
            if (mask.AsInt64().GetElement(lane) != 0)
                address[lane] = value.GetElement(lane);
        }
    }
}
