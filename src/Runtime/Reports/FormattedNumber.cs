using System.Globalization;
using Dsl.Language.Text;

namespace Dsl.Runtime.Reports;

/// <summary>Writes numbers in the formats of a script's texts.</summary>
internal static class FormattedNumber
{
    /// <summary>The number in this format.</summary>
    public static string Apply(ValueFormat format, double value)
    {
        if (!double.IsFinite(value))
            return NumberFormatter.Format(value).PadLeft(format.Width);
        var text = format.Kind switch
        {
            '%' => Number(format, value * 100) + "%",
            'e' => Exponent(value.ToString("E" + (format.Decimals ?? 0), CultureInfo.InvariantCulture)),
            _ => Number(format, value),
        };
        return text.PadLeft(format.Width);
    }

    // 1.5E+003 as 1.5e3: the framework's own picture of an exponent would keep 15 digits at most.
    private static string Exponent(string text)
    {
        var at = text.IndexOf('E', StringComparison.Ordinal);
        return $"{text.AsSpan(0, at)}e{int.Parse(text.AsSpan(at + 1), CultureInfo.InvariantCulture)}";
    }

    private static string Number(ValueFormat format, double value)
    {
        if (format.Decimals is not { } decimals)
            return NumberFormatter.Format(value);
        var text = value.ToString("F" + decimals, CultureInfo.InvariantCulture);
        return text[0] == '-' && text.AsSpan(1).Trim("0.").IsEmpty ? text[1..] : text;
    }
}
