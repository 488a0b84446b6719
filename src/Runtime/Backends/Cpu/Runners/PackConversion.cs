using System.Runtime.Intrinsics;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Backends.Cpu.Runners;

/// <summary>Converts elements that lie side by side between the types of 16 bits and the types that products are computed in.</summary>
internal static unsafe class PackConversion
{
    private const int Step = 8;
    private const int HalfMantissaShift = 13;
    private const uint HalfExponent = 0x7C00;
    private const uint SingleExponent = 0x7F80_0000;

    // Shifting a half's bits to a single's place leaves its exponent 112 too small, for denormal numbers too.
    private const float HalfScale = 5.192296858534828e33f;

    /// <summary>Converts so many elements.</summary>
    public static void Convert(byte* from, ElementType fromElement, byte* to, ElementType toElement, long count)
    {
        var done = 0L;
        if (toElement == ElementType.Float32 && fromElement == ElementType.BFloat16)
        {
            for (; done + Step <= count; done += Step)
                (Widen((ushort*)from + done) << 16).AsSingle().Store((float*)to + done);
        }
        else if (toElement == ElementType.Float32 && fromElement == ElementType.Float16)
        {
            for (; done + Step <= count; done += Step)
                FromHalf(Widen((ushort*)from + done)).Store((float*)to + done);
        }

        for (; done < count; done++)
            ElementAccess.Write((nint)to, done, toElement, ElementAccess.Read((nint)from, done, fromElement));
    }

    private static Vector256<uint> Widen(ushort* from) => Vector256.Create(Vector128.WidenLower(Vector128.Load(from)), Vector128.WidenUpper(Vector128.Load(from)));

    private static Vector256<float> FromHalf(Vector256<uint> half)
    {
        var sign = (half & Vector256.Create(0x8000u)) << 16;
        var scaled = ((half & Vector256.Create(0x7FFFu)) << HalfMantissaShift).AsSingle() * Vector256.Create(HalfScale);
        var special = Vector256.Equals(half & Vector256.Create(HalfExponent), Vector256.Create(HalfExponent)) & Vector256.Create(SingleExponent);
        return (scaled.AsUInt32() | sign | special).AsSingle();
    }
}
