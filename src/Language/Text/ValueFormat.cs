using System.Globalization;

namespace Dsl.Language.Text;

/// <summary>
/// A format of a script's text: an optional width (blanks at the left), an optional point with a number of decimals, and an optional
/// <c>%</c> (times 100) or <c>e</c> (with an exponent): <c>.3</c>, <c>8.2</c>, <c>.1%</c>, <c>.2e</c>.
/// </summary>
public sealed record ValueFormat(int Width, int? Decimals, char? Kind)
{
    private const int Largest = 99;

    /// <summary>The format that a text describes, or null when it describes none; blanks around it do not count.</summary>
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

    private static bool TryParse(ReadOnlySpan<char> text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value <= Largest;
}
