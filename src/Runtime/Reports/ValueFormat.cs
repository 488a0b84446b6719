using System.Globalization;

namespace Dsl.Runtime.Reports;

/// <summary>
/// A format of a script's text: an optional width (blanks at the left), an optional point with a number of decimals, and an optional
/// <c>%</c> (times 100) or <c>e</c> (with an exponent): <c>.3</c>, <c>8.2</c>, <c>.1%</c>, <c>.2e</c>.
/// </summary>
public sealed record ValueFormat(int Width, int? Decimals, char? Kind)
{
    private const int Largest = 99;

    /// <summary>The format that a text describes, or null when it describes none.</summary>
    public static ValueFormat? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        var rest = text.AsSpan().Trim();
        char? kind = rest[^1] is '%' or 'e' ? rest[^1] : null;
        if (kind is not null)
            rest = rest[..^1];
        var point = rest.IndexOf('.');
        var widthText = point < 0 ? rest : rest[..point];
        var width = 0;
        if (widthText.Length > 0 && !TryParse(widthText, out width))
            return null;
        if (point < 0)
            return new ValueFormat(width, null, kind);
        return TryParse(rest[(point + 1)..], out var decimals) ? new ValueFormat(width, decimals, kind) : null;
    }

    /// <summary>The number in this format.</summary>
    public string Apply(double value)
    {
        if (!double.IsFinite(value))
            return NumberFormatter.Format(value).PadLeft(Width);
        var text = Kind switch
        {
            '%' => Number(value * 100) + "%",
            'e' => value.ToString((Decimals ?? 0) == 0 ? "0e0" : "0." + new string('0', Decimals!.Value) + "e0", CultureInfo.InvariantCulture),
            _ => Number(value),
        };
        return text.PadLeft(Width);
    }

    private static bool TryParse(ReadOnlySpan<char> text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value <= Largest;

    private string Number(double value)
    {
        if (Decimals is not { } decimals)
            return NumberFormatter.Format(value);
        var text = value.ToString("F" + decimals, CultureInfo.InvariantCulture);
        return text[0] == '-' && text.AsSpan(1).Trim("0.").IsEmpty ? text[1..] : text;
    }
}
