using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Dsl.Runtime.Backends.Cpu;

/// <summary>
/// Elementary functions on sixteen 32-bit floats, written with the portable vector interface. Every one is inlined into the emitted kernels.
/// Polynomial coefficients: Cephes mathematical library (Moshier), single precision.
/// </summary>
internal static class VectorFunctions
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>e^x: 2^n * exp(r) with |r| &lt;= ln(2)/2 and a polynomial of degree 6; about 1 unit in the last place.</summary>
    [MethodImpl(Inline)]
    public static Vector512<float> Exp(Vector512<float> x)
    {
        var bounded = Vector512.Min(Vector512.Max(x, Vector512.Create(-104f)), Vector512.Create(89f));
        var n = Vector512.Floor(Vector512.FusedMultiplyAdd(bounded, Vector512.Create(1.44269504088896341f), Vector512.Create(0.5f)));
        var r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-0.693359375f), bounded);
        r = Vector512.FusedMultiplyAdd(n, Vector512.Create(2.12194440e-4f), r);
        var p = Vector512.Create(1.9875691500E-4f);
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.3981999507E-3f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(8.3334519073E-3f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(4.1665795894E-2f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.6666665459E-1f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(5.0000001201E-1f));
        var value = Vector512.FusedMultiplyAdd(p, r * r, r) + Vector512<float>.One;

        // The power of two is applied in two halves, so that neither leaves the range of normal numbers.
        var whole = Vector512.ConvertToInt32(n);
        var half = Vector512.ShiftRightArithmetic(whole, 1);
        value = value * PowerOfTwo(half) * PowerOfTwo(whole - half);
        return Vector512.ConditionalSelect(Vector512.Equals(x, x), value, x);
    }

    /// <summary>Natural logarithm: exponent and mantissa in [sqrt(1/2), sqrt(2)), polynomial of degree 8.</summary>
    [MethodImpl(Inline)]
    public static Vector512<float> Log(Vector512<float> x)
    {
        var isSubnormal = Vector512.LessThan(x, Vector512.Create(1.17549435e-38f));
        var scaled = Vector512.ConditionalSelect(isSubnormal, x * Vector512.Create(8388608f), x);
        var bits = scaled.AsInt32();
        var exponent = Vector512.ConvertToSingle(Vector512.ShiftRightLogical(bits, 23) - Vector512.Create(126));
        exponent -= Vector512.ConditionalSelect(isSubnormal, Vector512.Create(23f), Vector512<float>.Zero);
        var mantissa = ((bits & Vector512.Create(0x007FFFFF)) | Vector512.Create(0x3F000000)).AsSingle();
        var isSmall = Vector512.LessThan(mantissa, Vector512.Create(0.707106781186547524f));
        exponent -= Vector512.ConditionalSelect(isSmall, Vector512<float>.One, Vector512<float>.Zero);
        var m = mantissa - Vector512<float>.One + Vector512.ConditionalSelect(isSmall, mantissa, Vector512<float>.Zero);
        var p = Vector512.Create(7.0376836292E-2f);
        p = Vector512.FusedMultiplyAdd(p, m, Vector512.Create(-1.1514610310E-1f));
        p = Vector512.FusedMultiplyAdd(p, m, Vector512.Create(1.1676998740E-1f));
        p = Vector512.FusedMultiplyAdd(p, m, Vector512.Create(-1.2420140846E-1f));
        p = Vector512.FusedMultiplyAdd(p, m, Vector512.Create(1.4249322787E-1f));
        p = Vector512.FusedMultiplyAdd(p, m, Vector512.Create(-1.6668057665E-1f));
        p = Vector512.FusedMultiplyAdd(p, m, Vector512.Create(2.0000714765E-1f));
        p = Vector512.FusedMultiplyAdd(p, m, Vector512.Create(-2.4999993993E-1f));
        p = Vector512.FusedMultiplyAdd(p, m, Vector512.Create(3.3333331174E-1f));
        var square = m * m;
        var y = p * m * square;
        y = Vector512.FusedMultiplyAdd(exponent, Vector512.Create(-2.12194440e-4f), y);
        y = Vector512.FusedMultiplyAdd(square, Vector512.Create(-0.5f), y);
        var value = Vector512.FusedMultiplyAdd(exponent, Vector512.Create(0.693359375f), m + y);
        var infinity = Vector512.Create(float.PositiveInfinity);
        value = Vector512.ConditionalSelect(Vector512.Equals(x, infinity), infinity, value);
        value = Vector512.ConditionalSelect(Vector512.Equals(x, Vector512<float>.Zero), -infinity, value);
        return Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(x, Vector512<float>.Zero), value, Vector512.Create(float.NaN));
    }

    /// <summary>1 / (1 + e^-x).</summary>
    [MethodImpl(Inline)]
    public static Vector512<float> Sigmoid(Vector512<float> x) =>
        Vector512<float>.One / (Vector512<float>.One + Exp(-x));

    /// <summary>A polynomial near 0, 1 - 2 / (e^2|x| + 1) elsewhere.</summary>
    [MethodImpl(Inline)]
    public static Vector512<float> Tanh(Vector512<float> x)
    {
        var magnitude = Vector512.Abs(x);
        var two = Vector512.Create(2f);
        var large = Vector512<float>.One - (two / (Exp(magnitude * two) + Vector512<float>.One));
        var square = x * x;
        var p = Vector512.Create(-5.70498872745E-3f);
        p = Vector512.FusedMultiplyAdd(p, square, Vector512.Create(2.06390887954E-2f));
        p = Vector512.FusedMultiplyAdd(p, square, Vector512.Create(-5.37397155531E-2f));
        p = Vector512.FusedMultiplyAdd(p, square, Vector512.Create(1.33314422036E-1f));
        p = Vector512.FusedMultiplyAdd(p, square, Vector512.Create(-3.33332819422E-1f));
        var small = Vector512.FusedMultiplyAdd(p * square, x, x);
        var signed = large | (x & Vector512.Create(-0f));
        return Vector512.ConditionalSelect(Vector512.GreaterThan(magnitude, Vector512.Create(0.625f)), signed, small);
    }

    /// <summary>-1, 0 or 1; NaN stays NaN.</summary>
    [MethodImpl(Inline)]
    public static Vector512<float> Sign(Vector512<float> x)
    {
        var signed = Vector512<float>.One | (x & Vector512.Create(-0f));
        return Vector512.ConditionalSelect(Vector512.Equals(x, Vector512<float>.Zero) | ~Vector512.Equals(x, x), x + Vector512<float>.Zero, signed);
    }

    [MethodImpl(Inline)]
    public static Vector512<float> Floor(Vector512<float> x) => Vector512.Floor(x);

    [MethodImpl(Inline)]
    public static Vector512<float> Ceiling(Vector512<float> x) => Vector512.Ceiling(x);

    [MethodImpl(Inline)]
    public static Vector512<float> Round(Vector512<float> x) => Vector512.Round(x);

    /// <summary>Sixteen bools as a mask of all ones or all zeros.</summary>
    [MethodImpl(Inline)]
    public static unsafe Vector512<float> LoadMask(byte* address)
    {
        var words = Vector256.Create(Vector128.WidenLower(Vector128.Load(address)), Vector128.WidenUpper(Vector128.Load(address)));
        var numbers = Vector512.Create(Vector256.WidenLower(words), Vector256.WidenUpper(words));
        return (~Vector512.Equals(numbers, Vector512<uint>.Zero)).AsSingle();
    }

    /// <summary>A mask as sixteen bools.</summary>
    [MethodImpl(Inline)]
    public static unsafe void StoreMask(byte* address, Vector512<float> mask)
    {
        var numbers = mask.AsUInt32() & Vector512<uint>.One;
        var words = Vector256.Narrow(numbers.GetLower(), numbers.GetUpper());
        Vector128.Narrow(words.GetLower(), words.GetUpper()).Store(address);
    }

    [MethodImpl(Inline)]
    private static Vector512<float> PowerOfTwo(Vector512<int> exponent) =>
        Vector512.ShiftLeft(exponent + Vector512.Create(127), 23).AsSingle();
}
