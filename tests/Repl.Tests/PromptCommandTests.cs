using System.Text;
using System.Text.RegularExpressions;
using Dsl.Repl.Prompt;

namespace Dsl.Repl.Tests;

/// <summary>Commands whose answers hold times or files, so that no transcript can hold them.</summary>
public partial class PromptCommandTests
{
    private const string Network =
        """
        x = random([32, 784]); y = random([32, 10])
        model Net() (x: [batch, 784]) -> [batch, 10] = x |> dense(16) |> relu |> dense(10)
        net = Net()

        """;

    [Fact]
    public void Every_command_has_a_help_text_with_an_example_of_itself()
    {
        foreach (var command in PromptCommands.All)
        {
            Assert.StartsWith($":{command.Name}", command.Example, StringComparison.Ordinal);
            Assert.True(command.Details.Length > 20, command.Name);
            Assert.Equal(command.Argument.Length > 0, command.Kind != PromptArgument.None);
        }
    }

    [Theory]
    [InlineData(":quit now\n1 + 1", ":quit stands alone")]
    [InlineData("x = 1\n:reset x\nx + 1", ":reset stands alone")]
    [InlineData(":\n1 + 1", "right after the colon")]
    [InlineData(": type 1\n1 + 1", "right after the colon")]
    [InlineData(":time 1 +* 1\n1 + 1", "NN1005")]
    public void A_command_that_is_written_wrongly_does_nothing(string entries, string problem)
    {
        var result = Enter(entries + "\n");
        Assert.Contains(problem, result.Error, StringComparison.Ordinal);
        Assert.Equal("2\n", result.Output);
    }

    [Fact]
    public void A_path_may_begin_at_the_users_folder()
    {
        Assert.Equal(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "x.nn"), HomePath.Expand("~/x.nn"));
        Assert.Equal("~x/y.nn", HomePath.Expand("~x/y.nn"));
        Assert.Equal("a/~/y.nn", HomePath.Expand("a/~/y.nn"));
    }

    [Theory]
    [InlineData("short", "short")]
    [InlineData("", "")]
    [InlineData("\n\nx", "\n\nx")]
    [InlineData("words that go on for long", "words that\n  go on\n  for long")]
    [InlineData("  a list of some words", "  a list\n    of\n    some\n    words")]
    [InlineData("averylongwordthatfitsnowhere yes", "averylongwordthatfitsnowhere\n  yes")]
    [InlineData("ab    cd        ef", "ab    cd\n  ef")]
    [InlineData("\u6f22\u5b57 \u6f22\u5b57 \u6f22", "\u6f22\u5b57 \u6f22\u5b57\n  \u6f22")]
    public void Text_is_broken_between_words(string text, string expected) => Assert.Equal(expected, WrappedText.Of(text, 10, 2));

    [Fact]
    public void The_list_of_commands_fits_into_80_columns()
    {
        var result = Enter(":help\n");
        Assert.All(result.Output.Split('\n'), static line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public void The_kernels_of_a_training_step_have_times_bytes_and_places_and_weights_stay()
    {
        var result = Enter(Network + "before = net(x)\n:kernels train(net, (x, y), loss: mse, optimizer: sgd(0.1), epochs: 1000)\nall(net(x) == before)\n");
        Assert.Empty(result.Error);
        Assert.Matches(@"\d+ kernels in \d+ launch(es)?; a run takes [\d.]+ [um]?s, and reads and writes [\d.]+ KiB", result.Output);
        Assert.Matches(@"product \[32, 16\] over 784 +entry 2:1:48  x @ W", result.Output);
        Assert.EndsWith("true\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_kernels_of_a_value_are_listed()
    {
        var result = Enter("x = random([64, 64])\n:kernels relu(x @ x)\n:kernels 3\n");
        Assert.Matches(@"product \[64, 64\] over 64 +entry 2:1:6", result.Output);
        Assert.Contains("nothing is computed", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Saved_entries_show_what_the_prompt_showed()
    {
        using var folder = new ScriptFolder();
        var path = Path.Combine(folder.Folder, "entries.nn");
        var shown = Enter($"x = [1.0, 2]\nfn f(a) = a\nsum(x) # a remark\n_ * 2\nwrong +* 1\nfn f(a) = a + 1\nf(3)\n_;\n_\n\"text\"\n:save {path}\n:save {path}\n");
        var run = NnProcess.Run("run", path);
        Assert.Equal((ExitCode.Success, string.Empty), (run.ExitCode, run.Error));
        Assert.Equal(shown.Output.Split('\n').TakeWhile(static line => !line.Contains("entries are in", StringComparison.Ordinal)), run.Output.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void A_file_of_somebody_else_is_not_written_over()
    {
        using var folder = new ScriptFolder();
        var path = folder.Add("print(1)\n");
        var result = Enter($"1 + 1\n:save {path}\n");
        Assert.Contains("choose another name", result.Error, StringComparison.Ordinal);
        Assert.Equal("print(1)\n", File.ReadAllText(path));
    }

    [Fact]
    public void A_script_can_be_loaded_again()
    {
        using var folder = new ScriptFolder();
        var path = folder.Add("seven = 7\nprint(\"loaded\")\n");
        var result = Enter($":reload\n:load {path}\n:reload\nseven\n:load \"{path}\"\n");
        Assert.Equal("loaded\nloaded\n7\nloaded\n", result.Output);
        Assert.Contains("no script was loaded yet", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_drawing_goes_into_a_file()
    {
        using var folder = new ScriptFolder();
        var (svg, mermaid) = (Path.Combine(folder.Folder, "my net.svg"), Path.Combine(folder.Folder, "net.mmd"));
        var result = Enter(Network + $":graph net \"{svg}\"\n:graph mean(net(x)) '{mermaid}'\n");
        Assert.Empty(result.Error);
        Assert.Contains("<svg", File.ReadAllText(svg), StringComparison.Ordinal);
        Assert.Contains("12,560 weights", File.ReadAllText(svg), StringComparison.Ordinal);
        Assert.StartsWith("flowchart", Comments().Replace(File.ReadAllText(mermaid), string.Empty).TrimStart(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_summary_is_that_of_the_command_line()
    {
        using var folder = new ScriptFolder();
        var summary = NnProcess.Run("summary", folder.Add(Network), "net").Output;
        var result = Enter(Network + ":summary net\n");
        Assert.Equal(Untimed(summary), Untimed(result.Output));
    }

    private static NnResult Enter(string text) => NnProcess.RunWithInput(Encoding.UTF8.GetBytes(text), "repl");

    private static string Untimed(string summary) => Measured().Replace(summary, string.Empty);

    [GeneratedRegex(@"^  on this machine.*$", RegexOptions.Multiline)]
    private static partial Regex Measured();

    [GeneratedRegex(@"^%%.*$|^---$[\s\S]*?^---$", RegexOptions.Multiline)]
    private static partial Regex Comments();
}
