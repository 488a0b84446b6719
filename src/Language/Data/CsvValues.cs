using System.Globalization;

namespace Dsl.Language.Data;

/// <summary>What the text of a field means.</summary>
public static class CsvValues
{
    /// <summary>Whether the field stands for a value that is not there: empty, <c>NA</c>, <c>N/A</c>, <c>NaN</c>, <c>null</c> or <c>?</c>.</summary>
    public static bool IsMissing(ReadOnlySpan<char> field) =>
        field.IsEmpty || field is "?" or "NA" or "N/A" or "NaN" or "nan" or "null" or "NULL";

    /// <summary>Reads a number that is finite as a 32-bit float.</summary>
    public static bool TryParseNumber(ReadOnlySpan<char> field, out double value) =>
        double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && float.IsFinite((float)value);

    /// <summary>Whether the field is a number but for a comma between its digits: <c>1,5</c>.</summary>
    public static bool HasDecimalComma(ReadOnlySpan<char> field)
    {
        var comma = field.IndexOf(',');
        return comma > 0 && comma < field.Length - 1 && char.IsAsciiDigit(field[comma - 1]) && char.IsAsciiDigit(field[comma + 1]) && !field.Contains('.')
            && TryParseNumber(string.Concat(field[..comma], ".", field[(comma + 1)..]), out _);
    }

    /// <summary>A field as quoted in a message, shortened when long.</summary>
    public static string Quote(ReadOnlySpan<char> field)
    {
        var text = field.Length > 40 ? string.Concat(field[..37], "...") : field.ToString();
        return $"\"{text.Replace("\n", "\\n", StringComparison.Ordinal)}\"";
    }
}
