using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Dsl.Runtime.Training;

/// <summary>A training's state as text (JSON), so that it can stand in the metadata of a file. Numbers are written so that they come back bit by bit.</summary>
internal static class TrainingStateText
{
    private const int Version = 1;

    public static string Write(TrainingState state)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteNumber("step", state.Step);
            json.WriteBoolean("finished", state.IsFinished);
            json.WriteNumber("seed", state.Seed);
            json.WriteString("fingerprint", state.Fingerprint);
            json.WriteString("best_loss", Number(state.BestLoss));
            json.WriteNumber("best_step", state.BestStep);
            json.WriteNumber("records_since_best", state.RecordsSinceBest);
            json.WriteBoolean("convergence_said", state.IsConvergenceSaid);
            json.WriteString("first_loss", Number(state.Curves.FirstLoss));
            json.WriteNumber("rows", state.Curves.Rows);
            WriteNumbers(json, "sums", state.Curves.Sums);
            json.WriteStartArray("recorded");
            foreach (var curve in state.Curves.Recorded)
                WriteNumbers(json, null, curve);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>The state of a text; null when it is none.</summary>
    public static TrainingState? Read(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 8 });
            var root = document.RootElement;
            if (root.GetProperty("version").GetInt32() != Version)
                return null;
            var curves = new CurveState(
                Number(root.GetProperty("first_loss")), Count(root.GetProperty("rows")), Numbers(root.GetProperty("sums")),
                [.. root.GetProperty("recorded").EnumerateArray().Select(Numbers)]);
            if (curves.Recorded.IsEmpty || curves.Sums.IsEmpty || curves.Recorded.Any(c => c.Length != curves.Recorded[0].Length))
                return null;
            return new TrainingState(
                Count(root.GetProperty("step")), root.GetProperty("finished").GetBoolean(), root.GetProperty("seed").GetInt64(),
                root.GetProperty("fingerprint").GetString() ?? string.Empty, curves, Number(root.GetProperty("best_loss")),
                Count(root.GetProperty("best_step")), Count(root.GetProperty("records_since_best")), root.GetProperty("convergence_said").GetBoolean());
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or OverflowException)
        {
            return null;
        }
    }

    private static void WriteNumbers(Utf8JsonWriter json, string? name, ImmutableArray<double> values)
    {
        if (name is null)
            json.WriteStartArray();
        else
            json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(Number(value));
        json.WriteEndArray();
    }

    // As text, since JSON has no infinity; the shortest form that reads back as the same number.
    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static double Number(JsonElement element) => double.Parse(element.GetString() ?? string.Empty, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static long Count(JsonElement element) => element.GetInt64() is >= 0 and var count ? count : throw new FormatException("a count below 0");

    private static ImmutableArray<double> Numbers(JsonElement element) => [.. element.EnumerateArray().Select(Number)];
}
