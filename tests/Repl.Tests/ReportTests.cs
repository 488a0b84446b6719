using System.Text.Json;

namespace Dsl.Repl.Tests;

/// <summary><c>nn run --report</c>, <c>nn graph</c> and <c>nn bench</c> as whoever starts the program sees them.</summary>
public class ReportTests
{
    private const string Moons =
        """
        epochs = 3
        model Net() (x: [batch, 2]) -> [batch, 2] = x |> dense(8) |> relu |> dense(2)
        moons = make_moons(60, noise: 0.1) |> split(0.8)
        net = Net()
        history = train(net, moons.train, loss: cross_entropy, optimizer: adam(lr: 1e-2), epochs: epochs, batch: 16, validate: moons.test)
        print("right: {accuracy(net, moons.test):.1%}")
        table = confusion(net, moons.test)
        print(sum(table))
        plot(history.loss)
        show(net.dense_1.W)

        """;

    [Fact]
    public void A_run_leaves_one_page_and_prints_as_ever()
    {
        using var folder = new ScriptFolder();
        var script = folder.Add(Moons, "moons.nn");
        var page = Path.Combine(folder.Folder, "moons.html");
        var plain = NnProcess.Run("run", "--set", "epochs=4", script);
        var reported = NnProcess.Run("run", "--set", "epochs=4", "--report", page, script);
        Assert.Equal(plain, reported);
        Assert.Equal(0, reported.ExitCode);
        Assert.Equal(["moons.html", "moons.nn"], Directory.GetFiles(folder.Folder).Select(Path.GetFileName).Order());
        var text = File.ReadAllText(page);
        foreach (var part in new[] { "<title>moons.nn: ran to its end</title>", "validation loss", "confusion", "dense_1.W", "epochs</th><td>4</td><td>--set", "<td>accuracy</td>", "id=\"script\"" })
            Assert.Contains(part, text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_faults_leaves_its_page_too()
    {
        using var folder = new ScriptFolder();
        var page = Path.Combine(folder.Folder, "page.html");
        var result = NnProcess.Run("run", "--report", page, folder.Add("print(1)\nassert 1 > 2, \"less <than>\"\n"));
        Assert.Equal(ExitCode.RunTimeFault, result.ExitCode);
        Assert.Contains("less &lt;than&gt;", File.ReadAllText(page), StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_that_cannot_be_written_is_told_before_anything_runs()
    {
        using var folder = new ScriptFolder();
        var result = NnProcess.Run("run", "--report", Path.Combine(folder.Folder, "missing", "page.html"), folder.Add("print(1)\n"));
        Assert.Equal((ExitCode.Usage, string.Empty), (result.ExitCode, result.Output));
        Assert.Contains("there is no such folder", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("net.svg", "<svg xmlns=")]
    [InlineData("net.mmd", "flowchart TD")]
    [InlineData("net.txt", "dense_1 : ")]
    public void A_drawing_has_the_form_that_its_file_asks_for(string file, string content)
    {
        using var folder = new ScriptFolder();
        var path = Path.Combine(folder.Folder, file);
        var result = NnProcess.Run("graph", folder.Add(Moons), "net", "--out", path);
        Assert.Equal((ExitCode.Success, string.Empty, string.Empty), (result.ExitCode, result.Output, result.Error));
        Assert.Contains(content, File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_is_drawn_like_a_model_and_an_unknown_name_is_told()
    {
        using var folder = new ScriptFolder();
        var script = folder.Add("a = random([2, 2])\nb = softmax(a @ a)\n");
        Assert.Contains("softmax", NnProcess.Run("graph", script, "b", "--format", "text").Output, StringComparison.Ordinal);
        var unknown = NnProcess.Run("graph", script, "bb");
        Assert.Equal(ExitCode.Usage, unknown.ExitCode);
        Assert.Contains("did you mean b?", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_benchmark_tells_of_each_computation_and_ends_trainings_early()
    {
        using var folder = new ScriptFolder();
        var script = folder.Add(Moons.Replace("epochs = 3", "epochs = 1000000", StringComparison.Ordinal));
        var result = NnProcess.Run("bench", script, "--format", "json", "--seconds", "0.2");
        Assert.Equal((ExitCode.Success, string.Empty), (result.ExitCode, result.Error));
        using var json = JsonDocument.Parse(result.Output);
        var steps = json.RootElement.GetProperty("computations").EnumerateArray().Where(static c => c.GetProperty("kind").GetString() == "step").ToList();
        var step = Assert.Single(steps, static c => c.GetProperty("runs").GetInt64() > 10);
        Assert.Equal(5, step.GetProperty("line").GetInt32());
        Assert.True(step.GetProperty("rowsPerSecond").GetDouble() > 0);
        Assert.True(step.GetProperty("lowSeconds").GetDouble() <= step.GetProperty("medianSeconds").GetDouble());
        Assert.InRange(step.GetProperty("shareOfPeak").GetDouble(), 0, 1);
        Assert.True(step.GetProperty("kernels").GetInt32() > 0);
    }

    [Fact]
    public void A_benchmark_for_people_is_a_table()
    {
        using var folder = new ScriptFolder();
        var result = NnProcess.Run("bench", folder.Add("a = random([64, 64])\nprint(sum(a @ a))\n"));
        Assert.Equal((ExitCode.Success, string.Empty), (result.ExitCode, result.Error));
        Assert.Contains("of peak", result.Output, StringComparison.Ordinal);
        Assert.Contains("print(sum(a @ a))", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_context_that_changes_nothing_is_told()
    {
        using var folder = new ScriptFolder();
        var script = folder.Add(Moons);
        Assert.Contains("--context changes nothing", NnProcess.Run("summary", script, "--context", "5").Error, StringComparison.Ordinal);
        Assert.Equal(string.Empty, NnProcess.Run("summary", script, "--batch", "5").Error);
    }

    [Theory]
    [InlineData("run", "--report")]
    [InlineData("run", "--events")]
    [InlineData("graph", "--out")]
    public void Nothing_is_written_over_the_script(string command, string option)
    {
        using var folder = new ScriptFolder();
        var script = folder.Add(Moons);
        var link = Path.Combine(folder.Folder, "link.svg");
        File.CreateSymbolicLink(link, Path.GetFileName(script));
        foreach (var path in new[] { script, link })
        {
            var result = NnProcess.Run(command, option, path, script);
            Assert.Equal((ExitCode.Usage, string.Empty), (result.ExitCode, result.Output));
            Assert.Contains("is the script itself", result.Error, StringComparison.Ordinal);
        }

        Assert.Equal(Moons, File.ReadAllText(script));
    }

    [Fact]
    public void A_folder_is_no_page_and_an_unknown_ending_no_form()
    {
        using var folder = new ScriptFolder();
        var script = folder.Add(Moons);
        var page = NnProcess.Run("run", "--report", folder.Folder, script);
        Assert.Equal((ExitCode.Usage, string.Empty), (page.ExitCode, page.Output));
        Assert.Contains("it is a folder", page.Error, StringComparison.Ordinal);
        var drawing = NnProcess.Run("graph", script, "--out", Path.Combine(folder.Folder, "net.png"));
        Assert.Equal(ExitCode.Usage, drawing.ExitCode);
        Assert.Contains("names no form", drawing.Error, StringComparison.Ordinal);
        Assert.Equal([Path.GetFileName(script)], Directory.GetFiles(folder.Folder).Select(Path.GetFileName));
    }

    [Fact]
    public void An_accuracy_brings_its_confusions_along_once()
    {
        using var folder = new ScriptFolder();
        var page = Path.Combine(folder.Folder, "page.html");
        Assert.Equal(0, NnProcess.Run("run", "--report", page, folder.Add(Moons)).ExitCode);
        Assert.Equal(2, File.ReadAllText(page).Split("class=\"confusion\"").Length);
        var without = folder.Add(string.Join('\n', Moons.Split('\n').Where(static line => !line.Contains("table", StringComparison.Ordinal))), "without.nn");
        Assert.Equal(0, NnProcess.Run("run", "--report", page, without).ExitCode);
        Assert.Contains("class=\"confusion\"><caption>Line 6:", File.ReadAllText(page), StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_prints_what_the_command_line_prints()
    {
        using var folder = new ScriptFolder();
        var model = string.Join('\n', Moons.Split('\n')[1..4]) + "\n";
        var printed = NnProcess.Run("run", folder.Add(model + "summary(net)\ngraph(net)\n"));
        Assert.Equal((0, string.Empty), (printed.ExitCode, printed.Error));
        var script = folder.Add(model, "model.nn");
        var drawing = NnProcess.Run("graph", script, "net", "--format", "text").Output;
        Assert.EndsWith(drawing, printed.Output, StringComparison.Ordinal);
        Assert.StartsWith(printed.Output[..^drawing.Length], NnProcess.Run("summary", script, "net").Output, StringComparison.Ordinal);
    }
}
