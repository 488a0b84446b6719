using System.Globalization;

namespace Dsl.Runtime.Backends.Devices;

/// <summary>What a compiler says of a text that it refuses.</summary>
internal static class CompilerLog
{
    private const int MostLines = 20;

    /// <summary>The first lines of it, where the cause is, and how many there are besides: an assembler repeats what it has against a text for every line.</summary>
    public static string Shorten(string log)
    {
        string[] lines = [.. log.TrimEnd('\0').Trim().Split('\n').Where(static line => !string.IsNullOrWhiteSpace(line))];
        return lines.Length switch
        {
            0 => "it says nothing more",
            <= MostLines => string.Join('\n', lines),
            _ => string.Create(CultureInfo.InvariantCulture, $"{string.Join('\n', lines[..MostLines])}\n({lines.Length - MostLines} more lines)"),
        };
    }
}
