namespace Dsl.Runtime.Kernels;

/// <summary>The error function in double precision.</summary>
public static class ErrorFunction
{
    private const int ContinuedFractionTerms = 60;
    private const double SeriesLimit = 2.5;

    /// <summary>
    /// erf(x) to a relative error of about 1e-15: the series 2/sqrt(pi) * exp(-x^2) * sum 2^n x^(2n+1) / (1*3*...*(2n+1)) for small
    /// arguments (Abramowitz and Stegun 7.1.6), the continued fraction of erfc for large ones (7.1.14).
    /// </summary>
    public static double Evaluate(double x)
    {
        if (double.IsNaN(x))
            return x;
        var magnitude = Math.Abs(x);
        if (magnitude > 6)
            return Math.Sign(x);
        var value = magnitude < SeriesLimit ? Series(magnitude) : 1 - Complement(magnitude);
        return x < 0 ? -value : value;
    }

    private static double Series(double x)
    {
        var term = x;
        var sum = x;
        for (var n = 1; term > sum * 1e-17; n++)
        {
            term *= 2 * x * x / ((2 * n) + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    private static double Complement(double x)
    {
        var fraction = x;
        for (var n = ContinuedFractionTerms; n >= 1; n--)
            fraction = x + (n / 2.0 / fraction);
        return Math.Exp(-x * x) / (fraction * Math.Sqrt(Math.PI));
    }
}
