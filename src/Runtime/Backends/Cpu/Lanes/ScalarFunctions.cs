using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu.Lanes;

/// <summary>Scalar functions that emitted code calls, in single and double precision.</summary>
internal static unsafe class ScalarFunctions
{
    public static float Sigmoid(float x) => 1 / (1 + MathF.Exp(-x));

    public static double Sigmoid(double x)
    {
        if (x >= 0)
            return 1 / (1 + Math.Exp(-x));
        var e = Math.Exp(x);
        return e / (1 + e);
    }

    public static float Sign(float x) => x > 0 ? 1 : x < 0 ? -1 : x;

    public static double Sign(double x) => x > 0 ? 1 : x < 0 ? -1 : x;

    public static float Erf(float x) => (float)ErrorFunction.Evaluate(x);

    public static float Log1P(float x) => (float)Log1P((double)x);

    /// <summary>log(1 + x), by Kahan's correction of the rounded argument.</summary>
    public static double Log1P(double x)
    {
        var sum = 1 + x;
        if (sum == 1)
            return x;
        return double.IsPositiveInfinity(sum) ? sum : Math.Log(sum) * (x / (sum - 1));
    }

    public static float ExpM1(float x) => (float)ExpM1((double)x);

    /// <summary>exp(x) - 1, by Kahan's correction.</summary>
    public static double ExpM1(double x)
    {
        var e = Math.Exp(x);
        if (e == 1)
            return x;
        var difference = e - 1;
        if (difference == -1 || double.IsInfinity(e))
            return difference;
        return difference * (x / Math.Log(e));
    }

    /// <summary>The largest whole number that is not above the quotient; one that rounding lifted to the next whole number is told by the remainder.</summary>
    public static float FloorDivide(float a, float b)
    {
        var quotient = MathF.Floor(a / b);
        var remainder = MathF.FusedMultiplyAdd(-quotient, b, a);
        return (remainder < 0 && b > 0) || (remainder > 0 && b < 0) ? quotient - 1 : quotient;
    }

    public static float Modulo(float a, float b)
    {
        var remainder = a % b;
        return remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder;
    }

    public static long Sign(long x) => x > 0 ? 1 : x < 0 ? -1 : 0;

    public static long Abs(long x) => x < 0 ? unchecked(-x) : x;

    public static float RoundToHalf(float x) => (float)(Half)x;

    public static float RoundToBFloat16(float x) => BFloat16Conversion.ToSingle(BFloat16Conversion.FromSingle(x));

    public static float LoadHalf(nint address) => (float)*(Half*)address;

    public static float LoadBFloat16(nint address) => BFloat16Conversion.ToSingle(*(ushort*)address);

    public static void StoreHalf(nint address, float value) => *(Half*)address = (Half)value;

    public static void StoreBFloat16(nint address, float value) => *(ushort*)address = BFloat16Conversion.FromSingle(value);

    public static long ToInteger(float x) => (long)x;

    public static long ToInteger(double x) => (long)x;
}
