using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Dsl.Runtime.Backends.Cpu.Lanes;

/// <summary>
/// Powers of sixteen 32-bit floats within one unit in the last place: 2^(y log2|x|) in double precision, then the sign and the special cases of
/// IEEE 754. log2(m) = s P(s^2) with s = (m - 1) / (m + 1) and m in [2/3, 4/3); the polynomials are minimax fits with errors of 2^-42 and 2^-33.
/// </summary>
internal static class PowerLanes
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;
    private const long TwoThirds = 0x3FE5555555555555;
    private const long MantissaBits = 0x000FFFFFFFFFFFFF;

    public static MethodInfo Method { get; } = new Func<Vector512<float>, Vector512<float>, Vector512<float>>(Power).Method;

    [MethodImpl(Inline)]
    private static Vector512<float> Power(Vector512<float> x, Vector512<float> y)
    {
        var size = Vector512.Abs(x);
        var value = Vector512.Narrow(
            PowerOfSize(Vector512.WidenLower(size), Vector512.WidenLower(y)),
            PowerOfSize(Vector512.WidenUpper(size), Vector512.WidenUpper(y)));
        var half = y * Vector512.Create(0.5f);
        var isWhole = Vector512.Equals(Vector512.Round(y), y);

        // Choices within choices, not masks joined by `and`: the code generator of .NET 10 takes "never, and m" for m where a literal decides the first.
        var isOdd = Vector512.ConditionalSelect(Vector512.Equals(Vector512.Round(half), half), Vector512<float>.Zero, isWhole);
        value |= x & isOdd & Vector512.Create(-0f);
        var infinity = Vector512.Create(float.PositiveInfinity);
        var reach = Vector512.Abs(y);
        var root = Vector512.ConditionalSelect(isWhole, value, Vector512.Create(float.NaN));
        root = Vector512.ConditionalSelect(Vector512.LessThan(reach, infinity), root, value);
        root = Vector512.ConditionalSelect(Vector512.LessThan(size, infinity), root, value);
        value = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<float>.Zero), root, value);
        var ofMinusOne = Vector512.ConditionalSelect(Vector512.Equals(reach, infinity), Vector512<float>.One, value);
        value = Vector512.ConditionalSelect(Vector512.Equals(size, Vector512<float>.One), ofMinusOne, value);
        value = Vector512.ConditionalSelect(Vector512.Equals(x, Vector512<float>.One), Vector512<float>.One, value);
        return Vector512.ConditionalSelect(Vector512.Equals(y, Vector512<float>.Zero), Vector512<float>.One, value);
    }

    /// <summary>x^y for x that is not negative.</summary>
    [MethodImpl(Inline)]
    private static Vector512<double> PowerOfSize(Vector512<double> x, Vector512<double> y)
    {
        var exponent = y * Log2(x);
        exponent = Vector512.MinNative(Vector512.Create(129.0), Vector512.MaxNative(Vector512.Create(-151.0), exponent));
        var n = Vector512.Round(exponent);
        var r = exponent - n;
        var p = Vector512.Create(1.4388978677471045e-05);
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(0.0001546953517653787));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(0.0013337449877228666));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(0.009618026512689405));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(0.05550405997588141));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(0.2402265120250967));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(0.6931471820634858));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(0.9999999999616959));

        // Adding 1.5 * 2^52 leaves the whole number in the low bits.
        var whole = (n + Vector512.Create(6755399441055744.0)).AsInt64();
        return p * Vector512.ShiftLeft(whole + Vector512.Create(1023L), 52).AsDouble();
    }

    [MethodImpl(Inline)]
    private static Vector512<double> Log2(Vector512<double> x)
    {
        var words = x.AsInt64() - Vector512.Create(TwoThirds);
        var mantissa = ((words & Vector512.Create(MantissaBits)) + Vector512.Create(TwoThirds)).AsDouble();

        // The exponent, from -150 to 128, through the low bits of 1.5 * 2^52.
        var biased = Vector512.ShiftRightLogical(words + Vector512.Create(1024L << 52), 52) + Vector512.Create(6755399441055744.0).AsInt64();
        var exponent = biased.AsDouble() - Vector512.Create(6755399441055744.0 + 1024);
        var s = (mantissa - Vector512<double>.One) / (mantissa + Vector512<double>.One);
        var z = s * s;
        var p = Vector512.Create(0.2908773541076161);
        p = Vector512.FusedMultiplyAdd(p, z, Vector512.Create(0.3192808640683242));
        p = Vector512.FusedMultiplyAdd(p, z, Vector512.Create(0.4122263046138455));
        p = Vector512.FusedMultiplyAdd(p, z, Vector512.Create(0.5770777539216353));
        p = Vector512.FusedMultiplyAdd(p, z, Vector512.Create(0.9617966948329478));
        p = Vector512.FusedMultiplyAdd(p, z, Vector512.Create(2.8853900817774183));
        var value = Vector512.FusedMultiplyAdd(p, s, exponent);
        value = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512.Create(double.PositiveInfinity)), value, x);
        return Vector512.ConditionalSelect(Vector512.Equals(x, Vector512<double>.Zero), Vector512.Create(double.NegativeInfinity), value);
    }
}
