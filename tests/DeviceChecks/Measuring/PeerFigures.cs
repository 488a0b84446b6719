using System.Collections.Immutable;
using System.Text.Json;

namespace Dsl.DeviceChecks.Measuring;

/// <summary>What PyTorch reached, by the names of rows.</summary>
/// <param name="Title">Its version and its device.</param>
/// <param name="Eager">As it is used without further ado.</param>
/// <param name="Compiled">After its compiler, where that was measured.</param>
internal sealed record PeerFigures(string Title, ImmutableDictionary<string, double> Eager, ImmutableDictionary<string, double> Compiled)
{
    public static PeerFigures None { get; } = new("not measured", ImmutableDictionary<string, double>.Empty, ImmutableDictionary<string, double>.Empty);

    /// <summary>Reads what <c>torch_rates.py</c> writes.</summary>
    public static PeerFigures Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        return new PeerFigures(root.GetProperty("title").GetString() ?? string.Empty, Rates(root.GetProperty("eager")), Rates(root.GetProperty("compiled")));
    }

    private static ImmutableDictionary<string, double> Rates(JsonElement element) =>
        element.EnumerateObject().ToImmutableDictionary(static property => property.Name, static property => property.Value.GetDouble());
}
