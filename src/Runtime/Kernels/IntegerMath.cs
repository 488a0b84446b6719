namespace Dsl.Runtime.Kernels;

/// <summary>Whole-number operations as every backend computes them: they wrap around, and dividing by 0 gives 0.</summary>
public static class IntegerMath
{
    /// <summary>The quotient rounded down; 0 for a divisor of 0.</summary>
    public static long FloorDivide(long dividend, long divisor)
    {
        if (divisor is 0 or -1)
            return unchecked(dividend * divisor);
        var quotient = dividend / divisor;
        return (dividend % divisor != 0) && ((dividend < 0) != (divisor < 0)) ? quotient - 1 : quotient;
    }

    /// <summary>The remainder with the divisor's sign; 0 for a divisor of 0.</summary>
    public static long Modulo(long dividend, long divisor)
    {
        if (divisor is 0 or -1)
            return 0;
        var remainder = dividend % divisor;
        return remainder != 0 && (remainder < 0) != (divisor < 0) ? remainder + divisor : remainder;
    }

    /// <summary>The power by repeated squaring; for a negative exponent the real power cut to a whole number.</summary>
    public static long Power(long power, long exponent)
    {
        if (exponent < 0)
            return power switch { 1 => 1, -1 => (exponent & 1) == 0 ? 1 : -1, _ => 0 };
        var result = 1L;
        for (; exponent > 0; exponent >>= 1)
        {
            if ((exponent & 1) != 0)
                result = unchecked(result * power);
            power = unchecked(power * power);
        }

        return result;
    }
}
