using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dsl.Language.Diagnostics;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Reports;
using Dsl.Runtime.Scripts;
using Dsl.Runtime.Storage;

namespace Dsl.Repl;

/// <summary>
/// Writes what happens in a run for a program that follows it: one JSON object a line, whose <c>event</c> says what it is. A number that is not
/// finite is null. When nobody can be written to any more, the run goes on without events.
/// </summary>
internal sealed partial class RunEventWriter(Stream stream, string path) : IDisposable
{
    // EPIPE, as the framework gives the system's own number.
    private const int BrokenPipe = 32;

    private readonly ArrayBufferWriter<byte> buffer = new();
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private bool hasEnded;

    /// <summary>Why the events are not all there, once that is so; null too when whoever followed the run has gone, which is not the run's affair.</summary>
    public string? Problem { get; private set; }

    // No field: every run would load the library for JSON with this class.
    private static JsonWriterOptions Options => new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Opens a file, or a pipe, for the events of a run.</summary>
    /// <returns>The writer; null, and why, where it cannot be written to.</returns>
    public static (RunEventWriter? Writer, string? Problem) Open(string path)
    {
        try
        {
            return (new RunEventWriter(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0), path), null);
        }
        catch (Exception exception) when (AtomicFile.IsExpected(exception))
        {
            return (null, $"the events cannot be written to '{path}': {(Directory.Exists(path) ? "it is a folder" : AtomicFile.Reason(exception))}");
        }
    }

    public void Started(string script, long seed, string device) => Write("started", json =>
    {
        json.WriteString("script", script);
        json.WriteNumber("seed", seed);
        json.WriteString("device", device);
    });

    public void Printed(string text) => Write("printed", json => json.WriteString("text", Colors().Replace(text, "")));

    public void Notice(string text) => Write("notice", json => json.WriteString("text", text));

    public void Progress(int training, TrainingProgress progress) => Write("progress", json =>
    {
        json.WriteNumber("training", training);
        json.WriteNumber("step", progress.Step);
        json.WriteNumber("steps", progress.TotalSteps);
        json.WriteNumber("epoch", progress.Epoch);
        if (progress.TotalEpochs is { } epochs)
            json.WriteNumber("epochs", epochs);
        WriteNumber(json, "loss", progress.Loss);
        WriteNumber(json, "rate", progress.ExamplesPerSecond);
        WriteNumber(json, "secondsLeft", progress.Left.TotalSeconds);
    });

    public void Recorded(int training, long step, ImmutableArray<TrainingFigure> figures) => Write("recorded", json =>
    {
        json.WriteNumber("training", training);
        json.WriteNumber("step", step);
        json.WriteStartArray("values");
        foreach (var (name, value) in figures)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            WriteNumber(json, "value", value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    public void Curve(ChartDrawing chart) => Write("curve", json =>
    {
        json.WriteString("title", chart.Title);
        json.WriteString("x", chart.XLabel);
        json.WriteString("y", chart.YLabel);
        json.WriteBoolean("logarithmic", chart.IsLogarithmic);
        json.WriteStartArray("series");
        foreach (var (label, values) in chart.Series)
        {
            json.WriteStartObject();
            json.WriteString("name", label);
            json.WriteStartArray("values");
            foreach (var value in values)
                WriteNumber(json, value);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    public void Picture(string title, PictureLevels picture) => Write("picture", json =>
    {
        json.WriteString("title", title);
        json.WriteNumber("rows", picture.Rows);
        json.WriteNumber("columns", picture.Columns);
        WriteNumber(json, "smallest", picture.Smallest);
        WriteNumber(json, "largest", picture.Largest);
        json.WriteBase64String("levels", picture.Levels.AsSpan());
    });

    public void Fault(Diagnostic fault) => Write("fault", json =>
    {
        json.WriteString("code", fault.Code);
        json.WriteString("text", $"{fault.Descriptor.Title}: {fault.Message}");
        var place = fault.Location.CalledFrom ?? fault.Location;
        if (place.Source.IsLibrary)
            return;
        var (line, column) = place.Source.LineColumn(place.Span.Start);
        var (endLine, endColumn) = place.Source.LineColumn(place.Span.End);
        json.WriteString("file", Path.GetFullPath(place.Source.Path));
        json.WriteNumber("line", line + 1);
        json.WriteNumber("column", column + 1);
        json.WriteNumber("endLine", endLine + 1);
        json.WriteNumber("endColumn", endColumn + 1);
    });

    public void Ended(RunEnd reason) => Write("ended", json =>
    {
        json.WriteString("result", reason switch
        {
            RunEnd.Completed => "completed",
            RunEnd.Faulted => "faulted",
            _ => "interrupted",
        });
        json.WriteNumber("seconds", clock.Elapsed.TotalSeconds);
    });

    public void Dispose() => stream.Dispose();

    private void Write(string name, Action<Utf8JsonWriter> writeFields)
    {
        if (hasEnded)
            return;
        buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("event", name);
            writeFields(json);
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        try
        {
            stream.Write(buffer.WrittenSpan);
            stream.Flush();
        }
        catch (IOException exception)
        {
            hasEnded = true;
            if (exception.HResult != BrokenPipe)
                Problem = $"the events could not all be written to '{path}': {AtomicFile.Reason(exception)}";
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double value)
    {
        json.WritePropertyName(name);
        WriteNumber(json, value);
    }

    private static void WriteNumber(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumberValue(value);
        else
            json.WriteNullValue();
    }

    [GeneratedRegex("\u001b\\[[0-9;]*m")]
    private static partial Regex Colors();
}
