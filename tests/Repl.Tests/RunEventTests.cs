using System.Text.Json;

namespace Dsl.Repl.Tests;

/// <summary><c>nn run --events</c>: what a program that follows a run is told.</summary>
public class RunEventTests
{
    private const string Script =
        """
        model Line() (x: [batch, 1]) -> [batch, 1] = x |> dense(1)
        points = dataset(x: [[1.0], [2.0], [3.0]], y: [[2.0], [4.0], [6.0]])
        net = Line()
        history = train(net, points, loss: mse, optimizer: sgd(0.01), epochs: 3, batch: 3, validate: points, metrics: (output, y) => mae(output, y))
        again = train(net, points, loss: mse, optimizer: sgd(0.01), epochs: 2, batch: 3, silent: true)
        plot(history.loss, title: "the <loss>")
        show([[-1, 0], [0.5, 1]])
        show([1, 2, 3])
        print("größe 😀")
        assert 1 > 2, "ends here"
        """;

    [Fact]
    public void A_run_tells_of_its_trainings_drawings_lines_and_end()
    {
        using var folder = new ScriptFolder();
        var path = folder.Add(Script);
        var (result, events) = Follow(folder, path);
        Assert.Equal(ExitCode.RunTimeFault, result.ExitCode);
        Assert.Equal("started", events[0].GetProperty("event").GetString());
        Assert.Equal(path, events[0].GetProperty("script").GetString());

        var recorded = Of(events, "recorded");
        Assert.Equal([1, 1, 1, 2, 2], recorded.Select(static e => e.GetProperty("training").GetInt32()));
        var names = recorded[0].GetProperty("values").EnumerateArray().Select(static v => v.GetProperty("name").GetString()).ToArray();
        Assert.Equal("loss", names[0]);
        Assert.Equal("validation loss", names[2]);
        Assert.All(recorded[0].GetProperty("values").EnumerateArray(), static v => Assert.True(v.GetProperty("value").GetDouble() > 0));
        var progress = Of(events, "progress");
        Assert.All(progress, static e => Assert.Equal(1, e.GetProperty("training").GetInt32()));
        Assert.Equal(3, progress[^1].GetProperty("step").GetInt64());

        var curve = Assert.Single(Of(events, "curve"));
        Assert.Equal("the <loss>", curve.GetProperty("title").GetString());
        Assert.Equal(3, curve.GetProperty("series")[0].GetProperty("values").GetArrayLength());
        var picture = Assert.Single(Of(events, "picture"));
        Assert.Equal((2, 2), (picture.GetProperty("rows").GetInt32(), picture.GetProperty("columns").GetInt32()));
        Assert.Equal([0, 128, 191, 255], picture.GetProperty("levels").GetBytesFromBase64().Select(static b => (int)b));

        var printed = string.Concat(Of(events, "printed").Select(static e => e.GetProperty("text").GetString()));
        Assert.EndsWith("größe 😀\n", printed, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', printed);
        var fault = Assert.Single(Of(events, "fault"));
        Assert.Contains("ends here", fault.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal((path, 10, 1), (fault.GetProperty("file").GetString(), fault.GetProperty("line").GetInt32(), fault.GetProperty("column").GetInt32()));
        Assert.Equal("faulted", events[^1].GetProperty("result").GetString());
    }

    [Fact]
    public void What_a_script_prints_does_not_depend_on_who_follows_it()
    {
        using var folder = new ScriptFolder();
        var path = folder.Add(Script);
        var (followed, _) = Follow(folder, path);
        Assert.Equal(NnProcess.Run("run", path).Output, followed.Output);
    }

    [Fact]
    public void A_script_with_a_mistake_ends_before_it_starts()
    {
        using var folder = new ScriptFolder();
        var (result, events) = Follow(folder, folder.Add("print(1)\nprint(unknown)\n"));
        Assert.Equal(ExitCode.Diagnostics, result.ExitCode);
        Assert.Equal(["fault", "ended"], events.Select(static e => e.GetProperty("event").GetString()));
        Assert.Equal(2, events[0].GetProperty("line").GetInt32());
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_said_before_anything_runs()
    {
        using var folder = new ScriptFolder();
        var result = NnProcess.Run("run", "--events", Path.Combine(folder.Folder, "missing/events.jsonl"), folder.Add("print(1)\n"));
        Assert.Equal(ExitCode.Usage, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains("missing/events.jsonl", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Events_that_could_not_be_written_are_told_of_when_the_run_has_ended()
    {
        if (!File.Exists("/dev/full"))
            return;
        using var folder = new ScriptFolder();
        var result = NnProcess.Run("run", folder.Add("print(1)\n"), "--events", "/dev/full");
        Assert.Equal((ExitCode.Usage, "1\n"), (result.ExitCode, result.Output));
        Assert.StartsWith("nn: the events could not all be written to '/dev/full': ", result.Error, StringComparison.Ordinal);
    }

    private static (NnResult Result, JsonElement[] Events) Follow(ScriptFolder folder, string path)
    {
        var file = Path.Combine(folder.Folder, "events.jsonl");
        var result = NnProcess.Run("run", "--events", file, "--", path);
        return (result, [.. File.ReadAllLines(file).Select(static line => JsonDocument.Parse(line).RootElement)]);
    }

    private static JsonElement[] Of(JsonElement[] events, string name) => [.. events.Where(e => e.GetProperty("event").GetString() == name)];
}
