using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Dsl.Language.Lowering;
using static Dsl.Runtime.Backends.Cpu.Lanes.LaneCode;

namespace Dsl.Runtime.Backends.Cpu.Lanes;

/// <summary>
/// Sine and cosine of 32-bit floats within two units in the last place: x = n pi/2 + r with pi/2 in three parts (Cody and Waite), of which the
/// first reduction is exact. Vectors with a lane beyond the range of that reduction are computed lane by lane in double precision.
/// </summary>
internal static class TrigonometricLanes
{
    private const float Range = 131072;
    private const float TwoOverPi = 0.636619747f;
    private const float HalfPi = 1.57079637f;
    private const float HalfPiRest = -4.37113883e-8f;
    private const float HalfPiLast = -1.71512449e-15f;

    private static readonly float[] SineCoefficients = [-0.166666552f, 0.00833218731f, -0.000195178975f];

    private static readonly float[] CosineCoefficients = [0.0416666456f, -0.00138873095f, 2.44323273e-05f];

    private static MethodInfo SlowSine { get; } = new Func<Vector512<float>, Vector512<float>>(Sine).Method;

    private static MethodInfo SlowCosine { get; } = new Func<Vector512<float>, Vector512<float>>(Cosine).Method;

    public static LaneValue Emit(LaneCode code, ScalarOperation operation, LaneValue x)
    {
        var isSine = operation == ScalarOperation.Sin;
        var magnitude = code.Abs(x);
        var n = code.Apply(LaneMethods.Round, code.Multiply(magnitude, Literal(TwoOverPi)));
        var r = code.FusedMultiplyAdd(n, Literal(-HalfPi), magnitude);
        code.ApplyInto(r, LaneMethods.FusedMultiplyAdd, n, Literal(-HalfPiRest), r);
        code.ApplyInto(r, LaneMethods.FusedMultiplyAdd, n, Literal(-HalfPiLast), r);
        var quadrant = code.Apply(LaneMethods.ToWords, n);
        if (!isSine)
            quadrant = code.Apply(LaneMethods.AddWords, quadrant, Literal(1));
        var square = code.Multiply(r, r);
        var sine = code.Polynomial(square, SineCoefficients);
        code.ApplyInto(sine, LaneMethods.FusedMultiplyAdd, code.Multiply(r, square), sine, r);
        var cosine = code.Polynomial(square, CosineCoefficients);
        var half = code.FusedMultiplyAdd(square, Literal(-0.5f), Literal(1f));
        code.ApplyInto(cosine, LaneMethods.FusedMultiplyAdd, code.Multiply(square, square), cosine, half);

        // An odd quadrant takes the cosine, the second and third one the other sign.
        var isOdd = code.Shift(LaneMethods.ShiftWordsRight, code.Shift(LaneMethods.ShiftWordsLeft, quadrant, 31), 31);
        var value = code.Select(code.Apply(LaneMethods.AsSingles, isOdd), cosine, sine);
        var sign = code.And(code.Apply(LaneMethods.AsSingles, code.Shift(LaneMethods.ShiftWordsLeft, quadrant, 30)), Literal(-0f));
        value = code.Apply(LaneMethods.Xor, value, sign);
        if (isSine)
            value = code.Apply(LaneMethods.Xor, value, code.And(x, Literal(-0f)));
        code.ReplaceWhereAnyGreater(value, magnitude, Range, isSine ? SlowSine : SlowCosine, x);
        return value;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector512<float> Sine(Vector512<float> x)
    {
        for (var lane = 0; lane < Vector512<float>.Count; lane++)
            x = x.WithElement(lane, (float)Math.Sin(x.GetElement(lane)));
        return x;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector512<float> Cosine(Vector512<float> x)
    {
        for (var lane = 0; lane < Vector512<float>.Count; lane++)
            x = x.WithElement(lane, (float)Math.Cos(x.GetElement(lane)));
        return x;
    }
}
