using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Dsl.Runtime.Backends.Cpu.Lanes;

/// <summary>Numbers of 16 bits as sixteen lanes of 32 bits; rounding is to the nearest, ties to even. All are inlined.</summary>
internal static unsafe class VectorHalf
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    [MethodImpl(Inline)]
    public static Vector512<float> LoadBFloat16(ushort* address) => Vector512.ShiftLeft(Widen(Vector256.Load(address)), 16).AsSingle();

    [MethodImpl(Inline)]
    public static void StoreBFloat16(ushort* address, Vector512<float> value) => Narrow(Vector512.ShiftRightLogical(BFloat16Bits(value), 16)).Store(address);

    [MethodImpl(Inline)]
    public static Vector512<float> RoundToBFloat16(Vector512<float> value) => (BFloat16Bits(value) & Vector512.Create(0xFFFF0000u)).AsSingle();

    [MethodImpl(Inline)]
    public static Vector512<float> LoadHalf(ushort* address) => FromHalf(Widen(Vector256.Load(address)));

    [MethodImpl(Inline)]
    public static void StoreHalf(ushort* address, Vector512<float> value) => Narrow(ToHalf(value)).Store(address);

    [MethodImpl(Inline)]
    public static Vector512<float> RoundToHalf(Vector512<float> value) => FromHalf(ToHalf(value));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<float> LoadBFloat16Masked(ushort* address, Vector512<float> mask) =>
        Vector512.ShiftLeft(Widen(LoadMasked(address, mask)), 16).AsSingle();

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void StoreBFloat16Masked(ushort* address, Vector512<float> mask, Vector512<float> value) =>
        StoreMasked(address, mask, Narrow(Vector512.ShiftRightLogical(BFloat16Bits(value), 16)));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<float> LoadHalfMasked(ushort* address, Vector512<float> mask) => FromHalf(Widen(LoadMasked(address, mask)));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void StoreHalfMasked(ushort* address, Vector512<float> mask, Vector512<float> value) => StoreMasked(address, mask, Narrow(ToHalf(value)));

    /// <summary>
    /// The bits of half precision: normal numbers have their exponent moved and are rounded by adding half of the last place, less one for even ones; small
    /// ones are rounded by adding a number whose last place is theirs.
    /// </summary>
    [MethodImpl(Inline)]
    private static Vector512<uint> ToHalf(Vector512<float> value)
    {
        var bits = value.AsUInt32();
        var sign = Vector512.ShiftRightLogical(bits, 16) & Vector512.Create(0x8000u);
        var magnitude = bits & Vector512.Create(0x7FFFFFFFu);
        var isOdd = Vector512.ShiftRightLogical(magnitude, 13) & Vector512<uint>.One;
        var normal = Vector512.ShiftRightLogical(magnitude - Vector512.Create(112u << 23) + Vector512.Create(0xFFFu) + isOdd, 13);
        var small = (magnitude.AsSingle() + Vector512.Create(0.5f)).AsUInt32() - Vector512.Create(0x3F000000u);
        var half = Vector512.ConditionalSelect(Vector512.LessThan(magnitude, Vector512.Create(113u << 23)), small, normal);
        half = Vector512.ConditionalSelect(Vector512.LessThan(magnitude, Vector512.Create(0x477FF000u)), half, Vector512.Create(0x7C00u));
        half = Vector512.ConditionalSelect(Vector512.GreaterThan(magnitude, Vector512.Create(0x7F800000u)), Vector512.Create(0x7E00u), half);
        return half | sign;
    }

    /// <summary>The exponent is moved; subnormal numbers are made by subtracting the power of two that their bits were put behind.</summary>
    [MethodImpl(Inline)]
    private static Vector512<float> FromHalf(Vector512<uint> half)
    {
        var magnitude = half & Vector512.Create(0x7FFFu);
        var shifted = Vector512.ShiftLeft(magnitude, 13);
        var normal = shifted + Vector512.Create(112u << 23);
        var infinite = shifted + Vector512.Create(224u << 23);
        var small = ((shifted + Vector512.Create(113u << 23)).AsSingle() - Vector512.Create(6.103515625e-05f)).AsUInt32();
        var bits = Vector512.ConditionalSelect(Vector512.LessThan(magnitude, Vector512.Create(0x0400u)), small, normal);
        bits = Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(magnitude, Vector512.Create(0x7C00u)), infinite, bits);
        return (bits | Vector512.ShiftLeft(half & Vector512.Create(0x8000u), 16)).AsSingle();
    }

    /// <summary>The upper half of each lane is the rounded number; NaN stays NaN.</summary>
    [MethodImpl(Inline)]
    private static Vector512<uint> BFloat16Bits(Vector512<float> value)
    {
        var bits = value.AsUInt32();
        var isOdd = Vector512.ShiftRightLogical(bits, 16) & Vector512<uint>.One;
        var rounded = bits + Vector512.Create(0x7FFFu) + isOdd;
        return Vector512.ConditionalSelect(Vector512.Equals(value, value).AsUInt32(), rounded, bits | Vector512.Create(0x00400000u));
    }

    [MethodImpl(Inline)]
    private static Vector512<uint> Widen(Vector256<ushort> words) =>
        Avx512F.IsSupported ? Avx512F.ConvertToVector512UInt32(words) : Vector512.Create(Vector256.WidenLower(words), Vector256.WidenUpper(words));

    [MethodImpl(Inline)]
    private static Vector256<ushort> Narrow(Vector512<uint> numbers) =>
        Avx512F.IsSupported ? Avx512F.ConvertToVector256UInt16(numbers) : Vector256.Narrow(numbers.GetLower(), numbers.GetUpper());

    private static Vector256<ushort> LoadMasked(ushort* address, Vector512<float> mask)
    {
        var result = Vector256<ushort>.Zero;
        for (var lane = 0; lane < LaneForm.Lanes; lane++)
        {
            if (mask.AsInt32().GetElement(lane) != 0)
                result = result.WithElement(lane, address[lane]);
        }

        return result;
    }

    private static void StoreMasked(ushort* address, Vector512<float> mask, Vector256<ushort> value)
    {
        for (var lane = 0; lane < LaneForm.Lanes; lane++)
        {
            if (mask.AsInt32().GetElement(lane) != 0)
                address[lane] = value.GetElement(lane);
        }
    }
}
