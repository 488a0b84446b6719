namespace Dsl.Repl.Tests;

/// <summary>Looking at what becomes of a script: statistics, dumps, threads.</summary>
public class InspectionTests
{
    private const string Script =
        """
        model Line() (x: [batch, 1]) -> [batch, 1] = x |> dense(1)
        points = dataset(x: [[1.0], [2.0], [3.0], [4.0]], y: [[2.0], [4.0], [6.0], [8.0]])
        net = Line()
        train(net, points, loss: mse, optimizer: sgd(0.01), epochs: 2, batch: 2, silent: true)
        print("{parameter_count(net)}")

        """;

    [Fact]
    public void Statistics_follow_the_run_on_standard_error()
    {
        using var folder = new ScriptFolder();
        var result = NnProcess.Run("run", "--stats", folder.Add(Script));
        Assert.Equal((ExitCode.Success, "2\n"), (result.ExitCode, result.Output));
        Assert.Contains("stats: line 4: ", result.Error, StringComparison.Ordinal);
        Assert.Matches(@"stats: line 3: runs once and is small: \d+ operations evaluated one after another, none compiled; ", result.Error);
        Assert.Matches(@"stats: line 4: \d+ kernels in \d+ launches", result.Error);
        Assert.Matches(@"stats: 1 computations compiled, 2 evaluated, in [\d.]+ ms; planned memory \d+", result.Error);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("check")]
    public void A_dump_shows_the_schedule_of_every_computation(string command)
    {
        using var folder = new ScriptFolder();
        var result = NnProcess.Run(command, "--dump", "schedule", folder.Add(Script));
        Assert.Equal(ExitCode.Success, result.ExitCode);
        Assert.Contains("--- line 4: schedule", result.Output, StringComparison.Ordinal);
        Assert.Contains("is variable dense.W", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dump_of_all_stages_fills_a_folder()
    {
        using var folder = new ScriptFolder();
        var target = Path.Combine(folder.Folder, "stages");
        var result = NnProcess.Run("check", "--dump", "all", "--dump-to", target, folder.Add(Script));
        Assert.Equal((ExitCode.Success, string.Empty), (result.ExitCode, result.Output));
        var graph = Directory.GetFiles(target, "*-graph.txt").Select(File.ReadAllText).ToList();
        Assert.Contains(graph, static text => text.Contains("contract(", StringComparison.Ordinal));
        Assert.Equal(graph.Count, Directory.GetFiles(target, "*-schedule.txt").Length);
    }

    [Fact]
    public void Check_says_which_sizes_are_not_known_yet()
    {
        using var folder = new ScriptFolder();
        var result = NnProcess.Run("check", "--dump", "graph", folder.Add(Script.Replace(", batch: 2", string.Empty, StringComparison.Ordinal)));
        Assert.Contains("--- line 4: the size batch of [batch, 1] is not known here", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_number_of_threads_changes_nothing()
    {
        using var folder = new ScriptFolder();
        var path = folder.Add("x = random([300, 200])\nprint(sum(x @ x.T))\n");
        Assert.Equal(NnProcess.Run("run", "--threads", "1", path), NnProcess.Run("run", "--threads", "3", path));
    }

    [Theory]
    [InlineData("--threads", "0")]
    [InlineData("--threads", "many")]
    [InlineData("--dump", "nothing")]
    public void Values_that_mean_nothing_are_refused(string option, string value)
    {
        using var folder = new ScriptFolder();
        Assert.Equal(ExitCode.Usage, NnProcess.Run("run", option, value, folder.Add(Script)).ExitCode);
    }
}
