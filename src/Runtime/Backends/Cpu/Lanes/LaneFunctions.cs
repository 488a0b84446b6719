using Dsl.Language.Lowering;
using static Dsl.Runtime.Backends.Cpu.Lanes.LaneCode;

namespace Dsl.Runtime.Backends.Cpu.Lanes;

/// <summary>
/// Elementary functions of 32-bit floats, emitted as vector operations. Each is within two units in the last place of the exact value for every
/// argument, subnormal numbers, infinities and signed zeros included. The polynomials are minimax fits with coefficients rounded one
/// after another.
/// </summary>
internal static class LaneFunctions
{
    private const float InverseLogarithmOfTwo = 1.44269504f;
    private const float LogarithmOfTwo = 0.693147182f;

    private const float LogarithmOfTwoRest = -1.90465421e-9f;

    // e^-x is 0 from 104 on. At this bound both factors are 0 where a power of two is made of two: what is masked is a product with 0 then, and not one that leaves the range of normal numbers, for
    // which some processors take several times as long.
    private const float Vanishing = 176;

    /// <summary>The bits of 2/3: mantissas are brought into [2/3, 4/3).</summary>
    private const int TwoThirds = 0x3F2AAAAB;

    private static readonly float[] ExponentialCoefficients = [1f, 1f, 0.49999994f, 0.166665167f, 0.0416681021f, 0.00836916547f, 0.00138380076f];

    private static readonly float[] AlternatingExponentialCoefficients = [1f, -1f, 0.49999994f, -0.166665167f, 0.0416681021f, -0.00836916547f, 0.00138380076f];

    private static readonly float[] WideExponentialCoefficients =
        [0.50000006f, 0.166666701f, 0.041665867f, 0.00833273213f, 0.001391539f, 0.000200876108f, 2.24053092e-05f];

    private static readonly float[] LogarithmCoefficients =
        [0.333333343f, -0.249998108f, 0.199997649f, -0.166800871f, 0.142989472f, -0.121877767f, 0.108221404f, -0.128806263f, 0.117286555f];

    private static readonly float[] TangentCoefficients = [-0.333332807f, 0.133314058f, -0.0537365153f, 0.0206281673f, -0.0056922962f];

    /// <summary>Whether there is code for a function of floats.</summary>
    public static bool Has(ScalarOperation operation) => operation is ScalarOperation.Exp or ScalarOperation.ExpM1 or ScalarOperation.Log
        or ScalarOperation.Log1P or ScalarOperation.Tanh or ScalarOperation.Sigmoid or ScalarOperation.Erf or ScalarOperation.Sin or ScalarOperation.Cos;

    public static LaneValue Emit(LaneCode code, ScalarOperation operation, LaneValue x)
    {
        var mark = code.Mark();
        var result = operation switch
        {
            ScalarOperation.Exp => Exp(code, code.AtMost(code.AtLeast(x, -Vanishing), 89)),
            ScalarOperation.ExpM1 => ExpM1(code, x),
            ScalarOperation.Log => Log(code, x),
            ScalarOperation.Log1P => Log1P(code, x),
            ScalarOperation.Tanh => Tanh(code, x),
            ScalarOperation.Sigmoid => Sigmoid(code, x),
            ScalarOperation.Erf => Erf(code, x),
            ScalarOperation.Sin or ScalarOperation.Cos => TrigonometricLanes.Emit(code, operation, x),
            _ => throw new InvalidOperationException($"there is no vector code for {operation}"),
        };
        code.Release(mark, result);
        return result;
    }

    /// <summary>e^x = 2^n e^r with |r| &lt;= ln(2)/2, for x from -176 to 89. The first reduction is exact.</summary>
    private static LaneValue Exp(LaneCode code, LaneValue x)
    {
        var n = code.Apply(LaneMethods.Round, code.Multiply(x, Literal(InverseLogarithmOfTwo)));
        return code.Apply(LaneMethods.Scale, code.Polynomial(Reduce(code, x, n), ExponentialCoefficients), n);
    }

    /// <summary>e^-x for x that is not negative, the same bits as those of the exponential of -x: each step has the other sign instead.</summary>
    public static LaneValue ExpOfNegative(LaneCode code, LaneValue x)
    {
        var mark = code.Mark();
        var bounded = code.AtMost(x, Vanishing);
        var n = code.Apply(LaneMethods.Round, code.Multiply(bounded, Literal(-InverseLogarithmOfTwo)));
        var r = code.FusedMultiplyAdd(n, Literal(LogarithmOfTwo), bounded);
        code.ApplyInto(r, LaneMethods.FusedMultiplyAdd, n, Literal(LogarithmOfTwoRest), r);
        var result = code.Apply(LaneMethods.Scale, code.Polynomial(r, AlternatingExponentialCoefficients), n);
        code.Release(mark, result);
        return result;
    }

    private static LaneValue Reduce(LaneCode code, LaneValue x, LaneValue n)
    {
        var r = code.FusedMultiplyAdd(n, Literal(-LogarithmOfTwo), x);
        code.ApplyInto(r, LaneMethods.FusedMultiplyAdd, n, Literal(-LogarithmOfTwoRest), r);
        return r;
    }

    /// <summary>2^n (e^r - 1) + (2^n - 1), with n = 0 up to |x| = 0.7, where the two terms would cancel.</summary>
    private static LaneValue ExpM1(LaneCode code, LaneValue x)
    {
        var bounded = code.AtMost(code.AtLeast(x, -20), 89);
        var n = code.Apply(LaneMethods.Round, code.Multiply(bounded, Literal(InverseLogarithmOfTwo)));
        n = code.SelectIf(LaneMethods.Less, code.Abs(bounded), Literal(0.7f), Literal(0f), n);
        n = code.AtMost(n, 127);
        var r = Reduce(code, bounded, n);
        var p = code.Polynomial(r, WideExponentialCoefficients);
        code.ApplyInto(p, LaneMethods.FusedMultiplyAdd, code.Multiply(r, r), p, r);
        var power = code.Apply(LaneMethods.Scale, Literal(1f), n);
        var value = code.FusedMultiplyAdd(power, p, code.Subtract(power, Literal(1f)));
        return code.Or(value, code.And(x, Literal(-0f)));
    }

    /// <summary>log(2^k m) = k ln(2) + log(m), m in [2/3, 4/3).</summary>
    private static LaneValue Log(LaneCode code, LaneValue x)
    {
        var smallestNormal = Literal(1.17549435e-38f);
        var scaled = code.SelectIf(LaneMethods.Less, x, smallestNormal, code.Multiply(x, Literal(8388608f)), x);
        var (exponent, mantissa) = Split(code, scaled);
        exponent = code.SelectIf(LaneMethods.Less, x, smallestNormal, code.Subtract(exponent, Literal(23f)), exponent);
        var value = LogOfSplit(code, exponent, code.Subtract(mantissa, Literal(1f)));
        var special = code.SelectIf(LaneMethods.EqualTo, x, Literal(0f), Literal(float.NegativeInfinity), Literal(float.NaN));
        value = code.SelectIf(LaneMethods.Greater, x, Literal(0f), value, special);
        return code.SelectIf(LaneMethods.Less, x, Literal(float.PositiveInfinity), value, code.Add(x, x));
    }

    /// <summary>The rounding error of 1 + x is carried over to the mantissa.</summary>
    private static LaneValue Log1P(LaneCode code, LaneValue x)
    {
        var sum = code.Add(x, Literal(1f));
        var added = code.Subtract(sum, Literal(1f));
        var error = code.Add(code.Subtract(Literal(1f), code.Subtract(sum, added)), code.Subtract(x, added));
        var words = code.Apply(LaneMethods.SubtractWords, code.Apply(LaneMethods.AsWords, sum), Literal(TwoThirds));
        var (exponent, mantissa) = SplitWords(code, words);
        var exponentBits = code.Apply(LaneMethods.AndWords, words, Literal(unchecked((int)0xFF800000)));
        var inverseBits = code.Apply(LaneMethods.MaxWords, code.Apply(LaneMethods.SubtractWords, Literal(0x3F800000), exponentBits), Literal(0));
        var inverse = code.Apply(LaneMethods.AsSingles, inverseBits);
        var fraction = code.FusedMultiplyAdd(error, inverse, code.Subtract(mantissa, Literal(1f)));
        var value = LogOfSplit(code, exponent, fraction);
        var special = code.SelectIf(LaneMethods.EqualTo, x, Literal(-1f), Literal(float.NegativeInfinity), Literal(float.NaN));
        value = code.SelectIf(LaneMethods.Greater, x, Literal(-1f), value, special);

        // Zeros keep their sign; infinity and NaN give themselves.
        value = code.SelectIf(LaneMethods.Less, x, Literal(float.PositiveInfinity), value, x);
        return code.SelectIf(LaneMethods.EqualTo, x, Literal(0f), x, value);
    }

    /// <summary>The exponent as a float and the mantissa in [2/3, 4/3) of normal numbers.</summary>
    private static (LaneValue Exponent, LaneValue Mantissa) Split(LaneCode code, LaneValue x) =>
        SplitWords(code, code.Apply(LaneMethods.SubtractWords, code.Apply(LaneMethods.AsWords, x), Literal(TwoThirds)));

    private static (LaneValue Exponent, LaneValue Mantissa) SplitWords(LaneCode code, LaneValue words)
    {
        var exponent = code.Apply(LaneMethods.ToSingles, code.Shift(LaneMethods.ShiftWordsRight, words, 23));
        var mantissa = code.Apply(LaneMethods.AddWords, code.Apply(LaneMethods.AndWords, words, Literal(0x007FFFFF)), Literal(TwoThirds));
        return (exponent, code.Apply(LaneMethods.AsSingles, mantissa));
    }

    /// <summary>k ln(2) + log(1 + f) for |f| &lt;= 1/3, with log(1 + f) = f - f^2/2 + f^3 P(f).</summary>
    private static LaneValue LogOfSplit(LaneCode code, LaneValue exponent, LaneValue fraction)
    {
        var p = code.Polynomial(fraction, LogarithmCoefficients);
        var square = code.Multiply(fraction, fraction);
        code.ApplyInto(p, LaneMethods.Multiply, p, fraction);
        code.ApplyInto(p, LaneMethods.FusedMultiplyAdd, exponent, Literal(LogarithmOfTwoRest), code.Multiply(p, square));
        code.ApplyInto(p, LaneMethods.FusedMultiplyAdd, square, Literal(-0.5f), p);
        code.ApplyInto(p, LaneMethods.Add, fraction, p);
        return code.FusedMultiplyAdd(exponent, Literal(LogarithmOfTwo), p);
    }

    /// <summary>x + x^3 P(x^2) up to 0.625, 1 - 2 / (e^2|x| + 1) beyond.</summary>
    private static LaneValue Tanh(LaneCode code, LaneValue x)
    {
        var magnitude = code.Abs(x);
        var bounded = code.AtMost(magnitude, 9.5f);
        var exponential = Exp(code, code.Add(bounded, bounded));
        code.ApplyInto(exponential, LaneMethods.Add, exponential, Literal(1f));
        var large = code.Subtract(Literal(1f), code.Divide(Literal(2f), exponential));
        var square = code.Multiply(bounded, bounded);
        var p = code.Multiply(code.Polynomial(square, TangentCoefficients), square);
        var small = code.FusedMultiplyAdd(p, bounded, bounded);
        var value = code.SelectIf(LaneMethods.Greater, bounded, Literal(0.625f), large, small);
        return code.Or(value, code.And(x, Literal(-0f)));
    }

    /// <summary>1 - t for positive arguments and e - e t for others, with e = e^-|x| and t = e / (1 + e).</summary>
    private static LaneValue Sigmoid(LaneCode code, LaneValue x)
    {
        var exponential = Exp(code, code.AtLeast(code.Or(x, Literal(-0f)), -Vanishing));
        var limit = code.SelectIf(LaneMethods.Less, x, Literal(0f), exponential, Literal(1f));
        var quotient = code.Divide(exponential, code.Add(exponential, Literal(1f)));
        return code.Apply(LaneMethods.FusedNegateMultiplyAdd, quotient, limit, limit);
    }

    /// <summary>x times a polynomial of the interval that |x| lies in; 1 from 4 on, where the product is larger than 1.</summary>
    private static LaneValue Erf(LaneCode code, LaneValue x)
    {
        var magnitude = code.AtMost(code.Abs(x), 3.99999976f);
        if (LaneHalves.AreUsed)
            return code.AtMost(code.AtLeast(code.Multiply(x, CoarseErf(code, magnitude)), -1), 1);
        var interval = code.Apply(LaneMethods.ToWords, code.Multiply(magnitude, Literal(4f)));
        var distance = code.Subtract(magnitude, code.Apply(LaneMethods.LookUp, code.Constant(ErrorFunctionTable.CentersMethod), interval));
        var rows = ErrorFunctionTable.CoefficientMethods;
        var sum = code.Apply(LaneMethods.LookUp, code.Constant(rows[^1]), interval);
        for (var i = rows.Length - 2; i >= 0; i--)
            code.ApplyInto(sum, LaneMethods.FusedMultiplyAdd, sum, distance, code.Apply(LaneMethods.LookUp, code.Constant(rows[i]), interval));
        return code.AtMost(code.AtLeast(code.Multiply(x, sum), -1), 1);
    }

    /// <summary>erf(t) / t for t from 0 to 4.</summary>
    private static LaneValue CoarseErf(LaneCode code, LaneValue magnitude)
    {
        var interval = code.Apply(LaneMethods.ToWords, code.Multiply(magnitude, Literal(2f)));
        var distance = code.Subtract(magnitude, code.LookUpOfEight(CoarseErrorFunctionTable.CentersMethod, interval));
        var rows = CoarseErrorFunctionTable.CoefficientMethods;
        var sum = code.LookUpOfEight(rows[^1], interval);
        for (var i = rows.Length - 2; i >= 0; i--)
            code.ApplyInto(sum, LaneMethods.FusedMultiplyAdd, sum, distance, code.LookUpOfEight(rows[i], interval));
        return sum;
    }
}
