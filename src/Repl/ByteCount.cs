using System.Globalization;

namespace Dsl.Repl;

/// <summary>Writes amounts of memory for people.</summary>
internal static class ByteCount
{
    private const long FewestInUnits = 10 << 10;
    private const double Step = 1024;

    /// <summary><c>120 B</c>, <c>39.1 KiB</c>, <c>412 MiB</c>.</summary>
    public static string Text(double bytes)
    {
        if (bytes < FewestInUnits)
            return string.Create(CultureInfo.InvariantCulture, $"{bytes:0} B");
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        var unit = 0;
        for (; bytes >= Step && unit < units.Length - 1; unit++)
            bytes /= Step;
        return string.Create(CultureInfo.InvariantCulture, $"{(bytes >= 100 ? Math.Round(bytes) : Math.Round(bytes, 1))} {units[unit]}");
    }
}
