using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Dsl.Runtime.Backends.Devices;

namespace Dsl.DeviceChecks.Measuring;

/// <summary>What was measured, for people and for programs.</summary>
internal sealed record MeasureTable(DeviceDescription Device, ImmutableArray<MeasuredRow> Rows, PeerFigures Peer)
{
    /// <summary>A row as soon as it is measured.</summary>
    public static string Line(MeasuredRow row) => $"{row.Name}\t{(row.Rate is { } rate ? $"{Number(rate)} {row.Unit}" : "failed")}\t{row.Note}";

    /// <summary>The rows that were written to a file for programs; none where they were measured on another device.</summary>
    /// <param name="json">What <see cref="Json"/> gave.</param>
    /// <param name="device">The device.</param>
    public static ImmutableArray<MeasuredRow> ReadRows(string json, DeviceDescription device)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        return root.GetProperty("device").GetString() != device.Name || root.GetProperty("driver").GetString() != device.Driver
            ? []
            : [.. root.GetProperty("rows").EnumerateArray().Select(static row => new MeasuredRow(TextOf(row, "name"), TextOf(row, "unit"), NumberOf(row, "rate"), TextOf(row, "note"))
            {
                Ceiling = NumberOf(row, "ceiling"),
                Library = NumberOf(row, "library"),
            })];
    }

    /// <summary>The table with one more row, which takes the place of an earlier one of its name.</summary>
    public MeasureTable With(MeasuredRow row)
    {
        var place = Rows.Select(static known => known.Name).ToList().IndexOf(row.Name);
        return this with { Rows = place < 0 ? Rows.Add(row) : Rows.SetItem(place, row) };
    }

    /// <summary>A table in Markdown.</summary>
    public string Markdown()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Device.Name}, {Device.Driver}; PyTorch: {Peer.Title}; {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC").AppendLine();
        text.AppendLine("| row | unit | nn | share of copying | with cuBLASLt | nn / with cuBLASLt | PyTorch | nn / PyTorch | torch.compile | nn / torch.compile | |");
        text.AppendLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var row in Rows)
        {
            var (eager, compiled) = (Find(Peer.Eager, row), Find(Peer.Compiled, row));
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| `{row.Name}` | {row.Unit} | {Number(row.Rate)} | {Share(row.Rate, row.Ceiling)} | {Number(row.Library)} | {Share(row.Rate, row.Library)} | {Number(eager)} | {Times(row.Rate, eager)} | {Number(compiled)} | {Times(row.Rate, compiled)} | {row.Note.Replace('|', '/')} |");
        }

        return text.ToString();
    }

    /// <summary>JSON.</summary>
    public string Json() => JsonSerializer.Serialize(new
    {
        device = Device.Name,
        driver = Device.Driver,
        peer = Peer.Title,
        time = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        rows = Rows.Select(row => new
        {
            name = row.Name,
            unit = row.Unit,
            rate = row.Rate,
            ceiling = row.Ceiling,
            library = row.Library,
            eager = Find(Peer.Eager, row),
            compiled = Find(Peer.Compiled, row),
            note = row.Note,
        }),
    });

    private static string TextOf(JsonElement row, string name) => row.GetProperty(name).GetString() ?? string.Empty;

    private static double? NumberOf(JsonElement row, string name) => row.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;

    private static double? Find(IReadOnlyDictionary<string, double> rates, MeasuredRow row) => rates.TryGetValue(row.Name, out var rate) ? rate : null;

    private static string Number(double? rate) => rate is { } number ? number.ToString(number >= 1000 ? "#,0" : "0.###", CultureInfo.InvariantCulture) : string.Empty;

    private static string Share(double? rate, double? whole) => rate / whole is { } share ? share.ToString("0.0%", CultureInfo.InvariantCulture) : string.Empty;

    private static string Times(double? rate, double? other) => rate / other is { } times ? $"{times.ToString("0.00", CultureInfo.InvariantCulture)}x" : string.Empty;
}
