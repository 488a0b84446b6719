namespace Dsl.Language.Lowering;

/// <summary>Division of floats that rounds down, and its remainder, which has the divisor's sign: both fit each other as whole numbers and remainders do.</summary>
public static class FloorDivision
{
    /// <summary>The largest whole number that is not above the quotient; one that rounding lifted to the next whole number is told by the sign of what remains.</summary>
    public static double Quotient(double dividend, double divisor)
    {
        var quotient = Math.Floor(dividend / divisor);
        var remainder = Math.FusedMultiplyAdd(-quotient, divisor, dividend);
        return (remainder < 0 && divisor > 0) || (remainder > 0 && divisor < 0) ? quotient - 1 : quotient;
    }

    /// <summary>What remains, between 0 and the divisor.</summary>
    public static double Remainder(double dividend, double divisor)
    {
        var remainder = dividend % divisor;
        return remainder != 0 && (remainder < 0) != (divisor < 0) ? remainder + divisor : remainder;
    }
}
