using System.Runtime.Intrinsics;

namespace Dsl.Runtime.Backends.Cpu;

/// <summary>Combines the lanes of a vector in a fixed tree, halves with halves, so that the order never depends on the machine.</summary>
internal static class LaneReductions
{
    public static float Sum(Vector512<float> x)
    {
        var a = x.GetLower() + x.GetUpper();
        var b = a.GetLower() + a.GetUpper();
        return b.GetElement(0) + b.GetElement(2) + (b.GetElement(1) + b.GetElement(3));
    }

    public static double Sum(Vector512<double> x)
    {
        var a = x.GetLower() + x.GetUpper();
        var b = a.GetLower() + a.GetUpper();
        return b.GetElement(0) + b.GetElement(1);
    }

    public static float Product(Vector512<float> x)
    {
        var a = x.GetLower() * x.GetUpper();
        var b = a.GetLower() * a.GetUpper();
        return b.GetElement(0) * b.GetElement(2) * (b.GetElement(1) * b.GetElement(3));
    }

    public static double Product(Vector512<double> x)
    {
        var a = x.GetLower() * x.GetUpper();
        var b = a.GetLower() * a.GetUpper();
        return b.GetElement(0) * b.GetElement(1);
    }

    public static float Maximum(Vector512<float> x)
    {
        var a = Vector256.Max(x.GetLower(), x.GetUpper());
        var b = Vector128.Max(a.GetLower(), a.GetUpper());
        return MathF.Max(MathF.Max(b.GetElement(0), b.GetElement(2)), MathF.Max(b.GetElement(1), b.GetElement(3)));
    }

    public static double Maximum(Vector512<double> x)
    {
        var a = Vector256.Max(x.GetLower(), x.GetUpper());
        var b = Vector128.Max(a.GetLower(), a.GetUpper());
        return Math.Max(b.GetElement(0), b.GetElement(1));
    }

    public static float Minimum(Vector512<float> x)
    {
        var a = Vector256.Min(x.GetLower(), x.GetUpper());
        var b = Vector128.Min(a.GetLower(), a.GetUpper());
        return MathF.Min(MathF.Min(b.GetElement(0), b.GetElement(2)), MathF.Min(b.GetElement(1), b.GetElement(3)));
    }

    public static double Minimum(Vector512<double> x)
    {
        var a = Vector256.Min(x.GetLower(), x.GetUpper());
        var b = Vector128.Min(a.GetLower(), a.GetUpper());
        return Math.Min(b.GetElement(0), b.GetElement(1));
    }
}
