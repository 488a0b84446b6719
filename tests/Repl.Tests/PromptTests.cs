using System.Diagnostics;
using System.Text;
using Dsl.Repl.Prompt;
using Dsl.Runtime.Execution;

namespace Dsl.Repl.Tests;

public class PromptTests
{
    public static TheoryData<string> Transcripts() => [.. Directory.EnumerateFiles(PromptTranscript.Folder, "*.txt").Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <summary>With NN_UPDATE_FIXTURES=1 the transcripts are written anew from what happens.</summary>
    [Theory]
    [MemberData(nameof(Transcripts))]
    public void A_transcript_happens_again(string name)
    {
        var path = Path.Combine(PromptTranscript.Folder, name);
        var transcript = File.ReadAllText(path).ReplaceLineEndings("\n");
        var replayed = PromptTranscript.Replay(transcript);
        if (Environment.GetEnvironmentVariable("NN_UPDATE_FIXTURES") == "1")
            File.WriteAllText(path, replayed);
        else
            Assert.Equal(transcript, replayed);
    }

    [Theory]
    [InlineData("entries.txt")]
    [InlineData("models.txt")]
    public void The_program_answers_the_same_in_a_pipe(string name)
    {
        var transcript = File.ReadAllText(Path.Combine(PromptTranscript.Folder, name)).ReplaceLineEndings("\n");
        var result = NnProcess.RunWithInput(Encoding.UTF8.GetBytes(PromptTranscript.InputOf(transcript)), "repl", "--backend", "reference");
        Assert.Equal(ExitCode.Success, result.ExitCode);
        Assert.DoesNotContain('\u001b', result.Output + result.Error);
        var answers = PromptTranscript.OutputOf(transcript).Split('\n').Order(StringComparer.Ordinal);
        var shown = PromptTranscript.WithoutEmptyLines(result.Output + result.Error).Split('\n').Order(StringComparer.Ordinal);
        Assert.Equal(answers.Where(static line => line.Length > 0), shown.Where(static line => line.Length > 0));
    }

    [Fact]
    public void Mistakes_in_entries_leave_the_exit_code_at_0()
    {
        var result = NnProcess.RunWithInput("nothing\n1 + 1\n:quit\nprint(\"not read\")\n"u8.ToArray(), "repl");
        Assert.Equal((ExitCode.Success, "2\n"), (result.ExitCode, result.Output));
        Assert.Contains("NN2001", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_key_ends_what_runs_and_keeps_the_rest()
    {
        using var process = NnProcess.Start("repl");
        process.StandardInput.Write("x = 41\nfor i in 0..1000000000 { print(i) }\n");
        process.StandardInput.Flush();
        Assert.Equal("0", process.StandardOutput.ReadLine());
        using (var kill = Process.Start("kill", ["-INT", process.Id.ToString()]))
            kill.WaitForExit();
        process.StandardInput.Write("print(\"x is {x + 1}\")\n");
        process.StandardInput.Close();
        var result = NnProcess.Finish(process, process.StandardOutput.ReadToEndAsync());
        Assert.Equal(ExitCode.Success, result.ExitCode);
        Assert.EndsWith("\nx is 42\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("interrupted", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_key_pressed_twice_leaves_and_pressed_again_later_does_not()
    {
        using var interruption = new RunInterruption();
        var clock = new StillClock();
        var (dropped, left) = (0, 0);
        using var key = new PromptInterruptKey(interruption, () => dropped++, () => left++, clock);
        key.Press();
        Assert.True(interruption.Run.IsCancellationRequested);
        clock.Advance(TimeSpan.FromSeconds(3));
        key.Press();
        Assert.Equal((2, 0), (dropped, left));
        clock.Advance(TimeSpan.FromSeconds(1));
        key.Press();
        Assert.Equal((2, 1), (dropped, left));
        interruption.Renew();
        Assert.False(interruption.Run.IsCancellationRequested);
    }

    [Fact]
    public void Lines_of_an_incomplete_entry_can_be_dropped()
    {
        EntryReader? reader = null;
        var asked = 0;
        reader = new EntryReader(new StringReader("x = (1 +\ny = 2\n"), _ =>
        {
            if (++asked == 2)
                reader!.Drop();
        });
        Assert.Equal("y = 2", reader.Read());
        Assert.Null(reader.Read());
    }

    [Fact]
    public void An_entry_without_end_is_cut_off()
    {
        var open = new EntryReader(new StringReader("[\n" + string.Concat(Enumerable.Repeat("1,\n", EntryReader.MostLines + 2))), static _ => { });
        Assert.NotNull(open.Read());
        Assert.True(open.IsCutOff);
        var line = new EntryReader(new StringReader(new string('1', 4 * EntryReader.MostCharacters) + "\n2"), static _ => { });
        Assert.True(line.Read()!.Length <= EntryReader.MostCharacters + 1);
        Assert.True(line.IsCutOff);
        Assert.Equal("2", line.Read());
        Assert.False(line.IsCutOff);
    }

    [Fact]
    public void The_readme_lists_the_commands()
    {
        var readme = File.ReadAllText(Path.Combine(PromptTranscript.Folder, "..", "..", "..", "README.md")).ReplaceLineEndings("\n");
        Assert.Contains(string.Concat(PromptCommands.All.Select(static command => $"| `{command.Usage}` | {command.Summary} |\n")), readme, StringComparison.Ordinal);
    }

    private sealed class StillClock : TimeProvider
    {
        private long now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => now;

        public void Advance(TimeSpan time) => now += time.Ticks;
    }
}
