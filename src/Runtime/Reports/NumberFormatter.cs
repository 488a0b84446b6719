using System.Globalization;
using System.Text;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Runtime.Reports;

/// <summary>Writes numbers as a script's reader expects them: <c>45</c>, <c>0.953333</c>, <c>1.5</c>, <c>1.25e-5</c>; the same text on every machine.</summary>
public static class NumberFormatter
{
    private const double LargestPlain = 1e15;
    private const double SmallestPlain = 1e-4;
    private const int SignificantDigits = 6;

    /// <summary>
    /// A float without a format: whole numbers with all their digits and no point, others rounded to some significant digits (six) without
    /// trailing zeros, very small and very large ones with an exponent.
    /// </summary>
    public static string Format(double value, int digits = SignificantDigits)
    {
        if (double.IsNaN(value))
            return "nan";
        if (double.IsInfinity(value))
            return value > 0 ? "inf" : "-inf";
        if (value == 0)
            return "0";
        var magnitude = Math.Abs(value);
        if (magnitude is >= LargestPlain or < SmallestPlain)
            return Scientific(value, digits);
        if (value == Math.Truncate(value))
            return value.ToString("F0", CultureInfo.InvariantCulture);

        var decimals = Math.Max(digits - 1 - (int)Math.Floor(Math.Log10(magnitude)), 0);
        return TrimZeros(value.ToString("F" + decimals, CultureInfo.InvariantCulture));
    }

    /// <summary>An element of a tensor of the given type, with a script's format or without.</summary>
    public static string Format(double value, ElementType element, string? format)
    {
        if (element == ElementType.Bool)
            return value != 0 ? "true" : "false";
        if (ValueFormat.Parse(format) is { } parsed)
            return FormattedNumber.Apply(parsed, value);
        return element == ElementType.Int ? ((long)value).ToString(CultureInfo.InvariantCulture) : Format(value);
    }

    /// <summary>An int with all its digits, with a script's format or without.</summary>
    public static string Format(long value, string? format) =>
        ValueFormat.Parse(format) is { } parsed ? FormattedNumber.Apply(parsed, value) : value.ToString(CultureInfo.InvariantCulture);

    private static string Scientific(double value, int digits)
    {
        var text = value.ToString("E" + (digits - 1), CultureInfo.InvariantCulture);
        var exponentAt = text.IndexOf('E', StringComparison.Ordinal);
        var exponent = int.Parse(text.AsSpan(exponentAt + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return new StringBuilder(TrimZeros(text[..exponentAt])).Append('e').Append(exponent).ToString();
    }

    private static string TrimZeros(string text)
    {
        if (!text.Contains('.', StringComparison.Ordinal))
            return text;
        var trimmed = text.TrimEnd('0').TrimEnd('.');
        return trimmed is "-0" ? "0" : trimmed;
    }
}
