using System.Diagnostics;
using System.Text.Json;

namespace Dsl.Repl.Tests;

public class RunAndCheckTests
{
    private const string Training =
        """
        model Line() (x: [batch, 1]) -> [batch, 1] = x |> dense(1)
        points = dataset(x: [[1.0], [2.0], [3.0]], y: [[2.0], [4.0], [6.0]])
        net = Line()
        history = train(net, points, loss: mse, optimizer: sgd(0.01), epochs: EPOCHS, batch: 2)
        print("after {history.first_loss:.4}")

        """;

    [Fact]
    public void A_script_prints_to_standard_output_and_nothing_else()
    {
        using var folder = new ScriptFolder();
        Assert.Equal(new NnResult(ExitCode.Success, "3\n[4, 6]\n", string.Empty), NnProcess.Run("run", folder.Add("print(1 + 2)\nprint([1, 2] + [3, 4])\n")));
    }

    [Fact]
    public void A_script_can_come_from_standard_input()
    {
        Assert.Equal(new NnResult(ExitCode.Success, "7\n", string.Empty), NnProcess.RunWithInput("print(3 + 4)"u8.ToArray(), "run", "-"));
    }

    [Fact]
    public void A_setting_of_the_script_can_be_given_another_value()
    {
        using var folder = new ScriptFolder();
        var path = folder.Add("steps = 3\nname = \"net\"\nprint(\"{name}: {steps + 1}\")\n");
        Assert.Equal(new NnResult(ExitCode.Success, "net: 4\n", string.Empty), NnProcess.Run("run", path));
        Assert.Equal(new NnResult(ExitCode.Success, "a=b: 21\n", string.Empty), NnProcess.Run("run", "--set", "steps=20", "--set", "name=a=b", path));
    }

    [Theory]
    [InlineData("epochs=2", "steps = 3")]
    [InlineData("steps=many", "a whole number")]
    [InlineData("steps", "--set steps=20")]
    public void A_setting_that_does_not_fit_is_refused(string setting, string words)
    {
        using var folder = new ScriptFolder();
        var result = NnProcess.Run("run", "--set", setting, folder.Add("steps = 3\nprint(steps)\n"));
        Assert.Equal(ExitCode.Usage, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cpu")]
    [InlineData("reference")]
    public void The_backend_can_be_chosen(string backend)
    {
        using var folder = new ScriptFolder();
        Assert.Equal("14\n", NnProcess.Run("run", folder.Add("print(sum([1, 4, 9]))"), "--backend", backend).Output);
    }

    [Fact]
    public void A_mistake_gives_1_and_a_report_without_colours()
    {
        using var folder = new ScriptFolder();
        var path = folder.Add("print(1)\nprint(unknown)\n");
        foreach (var command in (string[])["run", "check"])
        {
            var result = NnProcess.Run(command, path);
            Assert.Equal(ExitCode.Diagnostics, result.ExitCode);
            Assert.Empty(result.Output);
            Assert.Contains($"--> {path}:2:7", result.Error, StringComparison.Ordinal);
            Assert.DoesNotContain('\u001b', result.Error);
        }
    }

    [Fact]
    public void A_warning_is_said_and_stops_nothing()
    {
        const string Script = """
            scores = [[0.5, 1.5]]
            print(cross_entropy(softmax(scores), [1]))

            """;
        using var folder = new ScriptFolder();
        var path = folder.Add(Script);
        var run = NnProcess.Run("run", path);
        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.StartsWith("0.", run.Output, StringComparison.Ordinal);
        Assert.StartsWith("warning NN6001: ", run.Error, StringComparison.Ordinal);
        var check = NnProcess.Run("check", path, "--format", "json");
        Assert.Equal(ExitCode.Success, check.ExitCode);
        using var json = JsonDocument.Parse(check.Output);
        Assert.Equal("warning", json.RootElement[0].GetProperty("severity").GetString());
        Assert.Empty(NnProcess.Run("check", folder.Add("# nn: allow NN6001\n" + Script)).Error);
    }

    [Fact]
    public void Check_gives_json_to_programs()
    {
        using var folder = new ScriptFolder();
        var result = NnProcess.Run("check", folder.Add("print(unknown)\n"), "--format", "json");
        Assert.Equal(ExitCode.Diagnostics, result.ExitCode);
        Assert.Empty(result.Error);
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal("error", json.RootElement[0].GetProperty("severity").GetString());
        using var empty = JsonDocument.Parse(NnProcess.Run("check", folder.Add("print(1)\n"), "--format", "json").Output);
        Assert.Equal(0, empty.RootElement.GetArrayLength());
    }

    [Fact]
    public void Check_runs_nothing()
    {
        using var folder = new ScriptFolder();
        Assert.Equal(new NnResult(ExitCode.Success, string.Empty, string.Empty), NnProcess.Run("check", folder.Add("print(1)\nassert false\n")));
    }

    [Fact]
    public void A_failed_assertion_gives_3_and_shows_its_line()
    {
        using var folder = new ScriptFolder();
        var result = NnProcess.Run("run", folder.Add("print(1)\nassert 1 > 2, \"one is not more than two\"\nprint(2)\n"));
        Assert.Equal(ExitCode.RunTimeFault, result.ExitCode);
        Assert.Equal("1\n", result.Output);
        Assert.Contains("NN4011", result.Error, StringComparison.Ordinal);
        Assert.Contains("one is not more than two", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_runs_write_identical_bytes_and_the_seed_changes_them()
    {
        using var folder = new ScriptFolder();
        var path = folder.Add(Training.Replace("EPOCHS", "30", StringComparison.Ordinal));
        var first = NnProcess.Run("run", path);
        Assert.Equal(ExitCode.Success, first.ExitCode);
        Assert.Contains("epoch 30/30: loss ", first.Output, StringComparison.Ordinal);
        Assert.Empty(first.Error);
        Assert.Equal(first, NnProcess.Run("run", path));
        Assert.NotEqual(first.Output, NnProcess.Run("run", path, "--seed", "7").Output);
    }

    [Fact]
    public void Ctrl_C_ends_a_training_and_the_script_goes_on_with_its_result()
    {
        using var folder = new ScriptFolder();
        using var process = NnProcess.Start("run", folder.Add(Training.Replace("EPOCHS", "1000000000", StringComparison.Ordinal)));
        Assert.StartsWith("epoch 1/", process.StandardOutput.ReadLine(), StringComparison.Ordinal);
        Interrupt(process);
        var result = NnProcess.Finish(process, process.StandardOutput.ReadToEndAsync());
        Assert.Equal(ExitCode.Success, result.ExitCode);
        Assert.Contains("after ", result.Output, StringComparison.Ordinal);
        Assert.Contains("interrupted", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Ctrl_C_outside_a_training_ends_the_run_with_130()
    {
        using var folder = new ScriptFolder();
        using var process = NnProcess.Start("run", folder.Add("print(0)\nfor i in 0..1000000000 { x = i + 1 }\nprint(1)\n"));
        Assert.Equal("0", process.StandardOutput.ReadLine());
        Interrupt(process);
        var result = NnProcess.Finish(process, process.StandardOutput.ReadToEndAsync());
        Assert.Equal(ExitCode.Interrupted, result.ExitCode);
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task A_closed_pipe_is_no_mistake()
    {
        using var folder = new ScriptFolder();
        var path = folder.Add("for i in 0..5000 { print(i) }\n");
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", $"dotnet '{NnProcess.ProgramPath}' run '{path}' | head -n 1"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = shell.StandardError.ReadToEndAsync();
        Assert.Equal("0\n", await shell.StandardOutput.ReadToEndAsync());
        Assert.Empty(await error);
    }

    private static void Interrupt(Process process)
    {
        using var kill = Process.Start("kill", ["-INT", process.Id.ToString()]);
        kill.WaitForExit();
    }
}
