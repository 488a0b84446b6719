namespace Dsl.Repl.Tests;

/// <summary><c>nn summary</c>, <c>nn new</c> and <c>nn devices</c> as whoever starts the program sees them.</summary>
public class SummaryTests
{
    private const string TwoModels =
        """
        model Net(out: int) (x: [B, 4]) -> [B, out] = x |> dense(out)
        first = Net(2)
        second = Net(3)

        """;

    [Theory]
    [InlineData("embedding.table", "617,558,016")]
    [InlineData("blocks.*.query.W", "14,495,514,624")]
    [InlineData("blocks.*.key.W", "14,495,514,624")]
    [InlineData("blocks.*.value.W", "14,495,514,624")]
    [InlineData("blocks.*.output.W", "14,495,514,624")]
    [InlineData("blocks.*.up.W", "57,982,058,496")]
    [InlineData("blocks.*.down.W", "57,982,058,496")]
    [InlineData("unembedding.W", "617,558,016")]
    [InlineData("sum of the trained", "175,181,291,520")]
    public void The_large_one_is_counted_without_being_made(string path, string numbers)
    {
        var line = Assert.Single(LargeOne.Value.Output.Split('\n'), line => line.StartsWith(path + " ", StringComparison.Ordinal));
        Assert.EndsWith(" " + numbers, line, StringComparison.Ordinal);
    }

    [Fact]
    public void The_large_one_does_not_fit_and_says_so_when_it_is_run()
    {
        Assert.Contains("does not fit", LargeOne.Value.Output, StringComparison.Ordinal);
        var result = NnProcess.Run("run", ExamplePath("gpt3.nn"));
        Assert.Equal((ExitCode.RunTimeFault, string.Empty), (result.ExitCode, result.Output));
        Assert.Contains("the weights take", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_models_are_listed_when_none_is_named()
    {
        using var folder = new ScriptFolder();
        var path = folder.Add(TwoModels);
        var unclear = NnProcess.Run("summary", path);
        Assert.Equal(ExitCode.Usage, unclear.ExitCode);
        Assert.Contains("name one of first, second", unclear.Error, StringComparison.Ordinal);
        var unknown = NnProcess.Run("summary", path, "secnd");
        Assert.Contains("did you mean second?", unknown.Error, StringComparison.Ordinal);
        var named = NnProcess.Run("summary", path, "second", "--batch", "6", "--precision", "bf16", "--gpu", "a100");
        Assert.Equal((ExitCode.Success, string.Empty), (named.ExitCode, named.Error));
        Assert.Contains("[6, 3]", named.Output, StringComparison.Ordinal);
        Assert.Contains("in bf16", named.Output, StringComparison.Ordinal);
        Assert.Contains("GPU a100", named.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_is_summarized_with_other_settings()
    {
        using var folder = new ScriptFolder();
        var path = folder.Add("width = 2\nmodel Net() (x: [B, 4]) -> [B, width] = x |> dense(width)\nnet = Net()\nprint(\"not run\")\n");
        var result = NnProcess.Run("summary", path, "--set", "width=5");
        Assert.Contains("[4, 5]", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("not run", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Mistakes_of_a_script_are_told()
    {
        using var folder = new ScriptFolder();
        var result = NnProcess.Run("summary", folder.Add("net = Nett()\n"));
        Assert.Equal((ExitCode.Diagnostics, string.Empty), (result.ExitCode, result.Output));
        Assert.Contains("Nett", result.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, NnProcess.Run("summary", folder.Add("print(1)\n")).ExitCode);
    }

    [Fact]
    public void A_new_script_runs_is_in_form_and_replaces_nothing()
    {
        using var folder = new ScriptFolder();
        var path = Path.Combine(folder.Folder, "start.nn");
        Assert.Equal(ExitCode.Success, NnProcess.Run("new", path).ExitCode);
        Assert.Equal(ExitCode.Success, NnProcess.Run("fmt", "--check", path).ExitCode);
        var run = NnProcess.Run("run", path);
        Assert.Equal((ExitCode.Success, string.Empty), (run.ExitCode, run.Error));
        Assert.Contains("82 parameters", run.Output, StringComparison.Ordinal);

        File.WriteAllText(path, "# mine");
        var again = NnProcess.Run("new", path);
        Assert.Equal(ExitCode.Usage, again.ExitCode);
        Assert.Contains("is there already", again.Error, StringComparison.Ordinal);
        Assert.Equal("# mine", File.ReadAllText(path));
    }

    [Fact]
    public void Devices_are_listed()
    {
        var result = NnProcess.Run("devices");
        Assert.Equal(ExitCode.Success, result.ExitCode);
        Assert.Matches(@"^cpu  .+: \d+ cores, vectors of (128|256|512) bits, [\d.]+ GiB of memory\n", result.Output);

        // What is not there is said to be missing, with a way to get it.
        Assert.Matches(@"(?m)^cuda  (none: .+|.+ GiB of memory; .+)$", result.Output);
        Assert.Matches(@"(?m)^opencl  (none: .*install.*|.+ GiB of memory; .+)$", result.Output);
    }

    private static Lazy<NnResult> LargeOne { get; } = new(static () => NnProcess.Run("summary", ExamplePath("gpt3.nn")));

    private static string ExamplePath(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Dsl.sln")))
            folder = folder.Parent;
        return Path.Combine(folder?.FullName ?? throw new InvalidOperationException("the repository was not found above the tests"), "examples", name);
    }
}
