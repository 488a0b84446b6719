using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Tests.Backends.Cpu;

/// <summary>Elementary functions in double precision, and how far a float is from their value.</summary>
internal static class FloatReference
{
    public static Func<double, double> Of(ScalarOperation operation) => operation switch
    {
        ScalarOperation.Exp => Math.Exp,
        ScalarOperation.ExpM1 => static x => Math.Abs(x) < 1e-5 ? x + (x * x / 2) + (x * x * x / 6) : ExpM1(x),
        ScalarOperation.Log => Math.Log,
        ScalarOperation.Log1P => static x => Math.Abs(x) < 1e-5 ? x - (x * x / 2) + (x * x * x / 3) : Log1P(x),
        ScalarOperation.Tanh => Math.Tanh,
        ScalarOperation.Sigmoid => static x => x >= 0 ? 1 / (1 + Math.Exp(-x)) : Math.Exp(x) / (1 + Math.Exp(x)),
        ScalarOperation.Erf => static x => Math.Abs(x) < 1e-9 ? x * 2 / Math.Sqrt(Math.PI) : ErrorFunction.Evaluate(x),
        ScalarOperation.Sin => Math.Sin,
        ScalarOperation.Cos => Math.Cos,
        ScalarOperation.Sqrt => Math.Sqrt,
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    };

    /// <summary>The distance in units of the last place that a float of the exact value's size has; infinite for a wrong NaN or a wrong sign of zero.</summary>
    public static double UnitsOff(float actual, double exact)
    {
        if (double.IsNaN(exact) || float.IsNaN(actual))
            return double.IsNaN(exact) && float.IsNaN(actual) ? 0 : double.PositiveInfinity;
        if (exact == 0)
            return actual == 0 && float.IsNegative(actual) == double.IsNegative(exact) ? 0 : double.PositiveInfinity;
        if (double.IsInfinity(exact))
            return actual == exact ? 0 : double.PositiveInfinity;
        var exponent = Math.Clamp(Math.ILogB(exact), -126, 127);
        var unit = Math.ScaleB(1, exponent - 23);

        // An infinite result stands for the first number beyond the largest.
        var reached = float.IsInfinity(actual) ? Math.CopySign(Math.ScaleB(1, 128), actual) : actual;
        var target = Math.Abs(exact) > Math.ScaleB(1, 128) ? Math.CopySign(Math.ScaleB(1, 128), exact) : exact;
        return Math.Abs(reached - target) / unit;
    }

    private static double ExpM1(double x) => Math.Abs(x) < 0.5 ? 2 * Math.Sinh(x / 2) * Math.Exp(x / 2) : Math.Exp(x) - 1;

    private static double Log1P(double x) => Math.Abs(x) < 0.5 ? 2 * Math.Atanh(x / (2 + x)) : Math.Log(1 + x);
}
