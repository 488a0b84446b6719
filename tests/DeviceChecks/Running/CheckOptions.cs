using System.Collections.Immutable;
using System.Globalization;

namespace Dsl.DeviceChecks.Running;

/// <summary>What the program is asked to do.</summary>
/// <param name="Device">The backend by name.</param>
/// <param name="Suites">The suites.</param>
/// <param name="Only">The one check to do; null for all.</param>
/// <param name="Extent">How much of each.</param>
/// <param name="Log">A file in which an emulated device complains; null for none.</param>
internal sealed record CheckOptions(string Device, ImmutableArray<string> Suites, string? Only, CheckExtent Extent, string? Log)
{
    public const string Usage = "usage: Dsl.DeviceChecks [--device NAME] [--suite NAME]... [--only CHECK] [--most ELEMENTS] [--every N] [--log FILE]";

    /// <summary>Reads arguments; null when they make no sense.</summary>
    public static CheckOptions? Read(ReadOnlySpan<string> arguments)
    {
        var options = new CheckOptions("cpu", [], null, CheckExtent.Whole, null);
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
                case "--suite" when CheckSuites.Names.Contains(value):
                    options = options with { Suites = options.Suites.Add(value) };
                    break;
                case "--only":
                    options = options with { Only = value };
                    break;
                case "--most" when long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var most):
                    options = options with { Extent = options.Extent with { Most = most } };
                    break;
                case "--every" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var every) && every > 0:
                    options = options with { Extent = options.Extent with { Every = every } };
                    break;
                case "--log":
                    options = options with { Log = value };
                    break;
                default:
                    return null;
            }
        }

        return options.Suites.IsEmpty ? options with { Suites = CheckSuites.Names } : options;
    }
}
