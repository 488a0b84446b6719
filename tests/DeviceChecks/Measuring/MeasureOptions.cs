using System.Collections.Immutable;

namespace Dsl.DeviceChecks.Measuring;

/// <summary>What is asked of the measurements.</summary>
/// <param name="Device">The backend by name.</param>
/// <param name="Sizes">How large.</param>
/// <param name="Peer">A file with what PyTorch reached; null for none.</param>
/// <param name="Table">The file for the table; null for the output only.</param>
/// <param name="Json">The file for programs; null for none.</param>
/// <param name="Rows">Only rows whose names begin with one of these; empty for all. The word none stands for none, which writes the table anew.</param>
internal sealed record MeasureOptions(string Device, MeasuredSizes Sizes, string? Peer, string? Table, string? Json, ImmutableArray<string> Rows)
{
    public const string Usage = "usage: Dsl.DeviceChecks measure [--device NAME] [--size full|tiny] [--rows BEGIN,...] [--peer FILE] [--table FILE] [--json FILE]";

    /// <summary>Whether a row is to be measured.</summary>
    /// <param name="name">Its name.</param>
    public bool IsWanted(string name) => Rows.IsEmpty || Rows.Any(begin => name.StartsWith(begin, StringComparison.Ordinal));

    /// <summary>Reads arguments; null when they make no sense.</summary>
    public static MeasureOptions? Read(ReadOnlySpan<string> arguments)
    {
        var options = new MeasureOptions("cuda", MeasuredSizes.Full, null, null, null, []);
        for (var i = 0; i < arguments.Length; i += 2)
        {
            if (i + 1 == arguments.Length)
                return null;
            var value = arguments[i + 1];
            switch (arguments[i])
            {
                case "--device":
                    options = options with { Device = value };
                    break;
                case "--size" when value is "full" or "tiny":
                    options = options with { Sizes = value == "tiny" ? MeasuredSizes.Tiny : MeasuredSizes.Full };
                    break;
                case "--rows":
                    options = options with { Rows = [.. value.Split(',', StringSplitOptions.RemoveEmptyEntries)] };
                    break;
                case "--peer":
                    options = options with { Peer = value };
                    break;
                case "--table":
                    options = options with { Table = value };
                    break;
                case "--json":
                    options = options with { Json = value };
                    break;
                default:
                    return null;
            }
        }

        return options;
    }
}
