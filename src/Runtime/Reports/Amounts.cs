using System.Globalization;

namespace Dsl.Runtime.Reports;

/// <summary>Amounts as people read them.</summary>
public static class Amounts
{
    private const double LongestInSeconds = 120;
    private const double LongestInMinutes = 7200;
    private const double LongestInHours = 172_800;

    /// <summary>A number with a prefix of thousands: <c>1.2 GFLOP</c>.</summary>
    public static string Of(double number, string unit)
    {
        string[] prefixes = ["", "k", "M", "G", "T", "P", "E"];
        var index = 0;
        for (; number >= 1000 && index < prefixes.Length - 1; index++)
            number /= 1000;
        return $"{NumberFormatter.Format(number, 3)} {prefixes[index]}{unit}";
    }

    /// <summary>Bytes with a prefix of 1024.</summary>
    public static string Memory(double bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        var index = 0;
        for (; bytes >= 1024 && index < units.Length - 1; index++)
            bytes /= 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{(bytes >= 100 || index == 0 ? Math.Round(bytes) : Math.Round(bytes, 1))} {units[index]}");
    }

    /// <summary>A time from microseconds to days.</summary>
    public static string Time(double seconds) => seconds switch
    {
        < 1e-3 => $"{NumberFormatter.Format(seconds * 1e6, 3)} us",
        < 1 => $"{NumberFormatter.Format(seconds * 1e3, 3)} ms",
        < LongestInSeconds => $"{NumberFormatter.Format(seconds, 3)} s",
        < LongestInMinutes => $"{NumberFormatter.Format(seconds / 60, 3)} min",
        < LongestInHours => $"{NumberFormatter.Format(seconds / 3600, 3)} h",
        _ => $"{NumberFormatter.Format(seconds / 86_400, 3)} days",
    };
}
