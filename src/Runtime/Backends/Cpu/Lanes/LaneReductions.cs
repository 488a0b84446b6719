using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Dsl.Language.Lowering;

namespace Dsl.Runtime.Backends.Cpu.Lanes;

/// <summary>Combines the lanes of a vector in a fixed tree, halves with halves, so that the order never depends on the machine.</summary>
internal static class LaneReductions
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>Choices of an instruction between two numbers of which none is NaN: the larger one, a zero without a sign before one with it.</summary>
    private const byte Greater = 0b0101;

    private const byte Smaller = 0b0100;

    /// <summary>The method that combines the lanes of one vector.</summary>
    public static MethodInfo Of(LaneForm form, ReductionKind kind) => form == LaneForm.Double
        ? Of<double>(kind, Sum, Product, Maximum, Minimum)
        : form == LaneForm.Integer
            ? Of<long>(kind, Sum, Product, Maximum, Minimum)
            : form == LaneForm.Single
                ? Of<float>(kind, Sum, Product, Maximum, Minimum)
                : (kind is ReductionKind.Any or ReductionKind.Maximum ? new Func<Vector512<float>, int>(Any) : All).Method;

    [MethodImpl(Inline)]
    public static float Sum(Vector512<float> x)
    {
        var a = x.GetLower() + x.GetUpper();
        var b = a.GetLower() + a.GetUpper();
        return b.GetElement(0) + b.GetElement(2) + (b.GetElement(1) + b.GetElement(3));
    }

    [MethodImpl(Inline)]
    public static double Sum(Vector512<double> x)
    {
        var a = x.GetLower() + x.GetUpper();
        var b = a.GetLower() + a.GetUpper();
        return b.GetElement(0) + b.GetElement(1);
    }

    [MethodImpl(Inline)]
    public static float Product(Vector512<float> x)
    {
        var a = x.GetLower() * x.GetUpper();
        var b = a.GetLower() * a.GetUpper();
        return b.GetElement(0) * b.GetElement(2) * (b.GetElement(1) * b.GetElement(3));
    }

    [MethodImpl(Inline)]
    public static double Product(Vector512<double> x)
    {
        var a = x.GetLower() * x.GetUpper();
        var b = a.GetLower() * a.GetUpper();
        return b.GetElement(0) * b.GetElement(1);
    }

    [MethodImpl(Inline)]
    public static float Maximum(Vector512<float> x)
    {
        if (Avx512DQ.VL.IsSupported && Vector512.EqualsAll(x, x))
        {
            var half = Avx512DQ.VL.Range(x.GetLower(), x.GetUpper(), Greater);
            var quarter = Avx512DQ.VL.Range(half.GetLower(), half.GetUpper(), Greater);
            var pair = Avx512DQ.VL.Range(quarter, Vector128.Shuffle(quarter, Vector128.Create(2, 3, 0, 1)), Greater);
            return Avx512DQ.VL.Range(pair, Vector128.Shuffle(pair, Vector128.Create(1, 0, 3, 2)), Greater).ToScalar();
        }

        var a = Vector256.Max(x.GetLower(), x.GetUpper());
        var b = Vector128.Max(a.GetLower(), a.GetUpper());
        return MathF.Max(MathF.Max(b.GetElement(0), b.GetElement(2)), MathF.Max(b.GetElement(1), b.GetElement(3)));
    }

    [MethodImpl(Inline)]
    public static double Maximum(Vector512<double> x)
    {
        var a = Vector256.Max(x.GetLower(), x.GetUpper());
        var b = Vector128.Max(a.GetLower(), a.GetUpper());
        return Math.Max(b.GetElement(0), b.GetElement(1));
    }

    [MethodImpl(Inline)]
    public static float Minimum(Vector512<float> x)
    {
        if (Avx512DQ.VL.IsSupported && Vector512.EqualsAll(x, x))
        {
            var half = Avx512DQ.VL.Range(x.GetLower(), x.GetUpper(), Smaller);
            var quarter = Avx512DQ.VL.Range(half.GetLower(), half.GetUpper(), Smaller);
            var pair = Avx512DQ.VL.Range(quarter, Vector128.Shuffle(quarter, Vector128.Create(2, 3, 0, 1)), Smaller);
            return Avx512DQ.VL.Range(pair, Vector128.Shuffle(pair, Vector128.Create(1, 0, 3, 2)), Smaller).ToScalar();
        }

        var a = Vector256.Min(x.GetLower(), x.GetUpper());
        var b = Vector128.Min(a.GetLower(), a.GetUpper());
        return MathF.Min(MathF.Min(b.GetElement(0), b.GetElement(2)), MathF.Min(b.GetElement(1), b.GetElement(3)));
    }

    [MethodImpl(Inline)]
    public static double Minimum(Vector512<double> x)
    {
        var a = Vector256.Min(x.GetLower(), x.GetUpper());
        var b = Vector128.Min(a.GetLower(), a.GetUpper());
        return Math.Min(b.GetElement(0), b.GetElement(1));
    }

    [MethodImpl(Inline)]
    public static long Sum(Vector512<long> x)
    {
        var a = x.GetLower() + x.GetUpper();
        var b = a.GetLower() + a.GetUpper();
        return b.GetElement(0) + b.GetElement(1);
    }

    [MethodImpl(Inline)]
    public static long Product(Vector512<long> x)
    {
        var a = x.GetLower() * x.GetUpper();
        var b = a.GetLower() * a.GetUpper();
        return b.GetElement(0) * b.GetElement(1);
    }

    [MethodImpl(Inline)]
    public static long Maximum(Vector512<long> x)
    {
        var a = Vector256.Max(x.GetLower(), x.GetUpper());
        var b = Vector128.Max(a.GetLower(), a.GetUpper());
        return Math.Max(b.GetElement(0), b.GetElement(1));
    }

    [MethodImpl(Inline)]
    public static long Minimum(Vector512<long> x)
    {
        var a = Vector256.Min(x.GetLower(), x.GetUpper());
        var b = Vector128.Min(a.GetLower(), a.GetUpper());
        return Math.Min(b.GetElement(0), b.GetElement(1));
    }

    [MethodImpl(Inline)]
    private static int Any(Vector512<float> mask) => VectorMemory.AnyLane(mask) ? 1 : 0;

    [MethodImpl(Inline)]
    private static int All(Vector512<float> mask) => VectorMemory.AnyLane(~mask) ? 0 : 1;

    private static MethodInfo Of<T>(
        ReductionKind kind, Func<Vector512<T>, T> sum, Func<Vector512<T>, T> product, Func<Vector512<T>, T> maximum, Func<Vector512<T>, T> minimum) => kind switch
        {
            ReductionKind.Sum => sum.Method,
            ReductionKind.Product => product.Method,
            ReductionKind.Maximum => maximum.Method,
            _ => minimum.Method,
        };
}
