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
            'e' => value.ToString((format.Decimals ?? 0) == 0 ? "0e0" : "0." + new string('0', format.Decimals!.Value) + "e0", CultureInfo.InvariantCulture),
            _ => Number(format, value),
        };
        return text.PadLeft(format.Width);
    }

    private static string Number(ValueFormat format, double value)
    {
        if (format.Decimals is not { } decimals)
            return NumberFormatter.Format(value);
        var text = value.ToString("F" + decimals, CultureInfo.InvariantCulture);
        return text[0] == '-' && text.AsSpan(1).Trim("0.").IsEmpty ? text[1..] : text;
    }
}
