using System.Globalization;
using Dsl.Language.Types;

namespace Dsl.Language.Data;

/// <summary>
/// How many rows each part of a split has, for the check and the run alike: the first part has the fraction of the rows, rounded
/// down, where the fraction is the decimal number as written; the second part has the rest.
/// </summary>
public sealed record SplitRule(long Numerator, long Denominator)
{
    private const int MostDecimals = 9;

    /// <summary>The rule for a fraction between 0 and 1, both excluded; null for any other number.</summary>
    public static SplitRule? Of(double fraction)
    {
        if (!(fraction > 0 && fraction < 1))
            return null;
        var digits = Math.Round((decimal)fraction, MostDecimals).ToString(CultureInfo.InvariantCulture);
        var decimals = digits.Length - 2;
        if (decimals <= 0)
            return null;
        var numerator = long.Parse(digits.AsSpan(2), CultureInfo.InvariantCulture);
        var denominator = 1L;
        for (var i = 0; i < decimals; i++)
            denominator *= 10;
        var divisor = GreatestCommonDivisor(numerator, denominator);
        return numerator == 0 ? null : new SplitRule(numerator / divisor, denominator / divisor);
    }

    /// <summary>The rows of the first part, for a number of rows up to <see cref="DataLimits.Rows"/>.</summary>
    public long FirstRows(long rows) => (long)(rows * (decimal)Numerator / Denominator);

    /// <summary>The rows of the first part; exact also for a size that is not known yet.</summary>
    public Dimension FirstRows(Dimension rows) => rows.ConstantValue is { } known
        ? FirstRows(known)
        : Dimension.FloorDivide(rows * Dimension.Constant(Numerator), Dimension.Constant(Denominator));

    private static long GreatestCommonDivisor(long a, long b)
    {
        while (b != 0)
            (a, b) = (b, a % b);
        return a;
    }
}
