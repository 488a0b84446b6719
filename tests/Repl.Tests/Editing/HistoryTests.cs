using Dsl.Repl.Editing.History;

namespace Dsl.Repl.Tests.Editing;

public sealed class HistoryTests : IDisposable
{
    private readonly ScriptFolder folder = new();

    [Fact]
    public void Entries_of_several_lines_come_back_as_they_were()
    {
        string[] entries = ["x = 1", "fn f(a) {\n  a * 2\n}", "print(\"a\\nb \\\\ 日本語 🙂\")", "ends with \\"];
        var history = Open();
        foreach (var entry in entries)
            history.Add(entry);
        Assert.Equal(entries, Open().Entries);
        Assert.Equal(entries.Length, File.ReadAllLines(HistoryPath()).Length);
    }

    [Fact]
    public void Blank_entries_and_repetitions_are_not_kept()
    {
        var history = Open();
        foreach (var entry in (string[])["a", "a", "  ", "", "b", "a", "a\n"])
            history.Add(entry);
        Assert.Equal(["a", "b", "a"], history.Entries);
        Assert.Equal(["a", "b", "a"], Open().Entries);
    }

    [Fact]
    public void Prompts_that_write_at_once_lose_nothing()
    {
        var writers = Enumerable.Range(0, 4).Select(writer => new Thread(() =>
        {
            var history = Open();
            for (var i = 0; i < 50; i++)
                history.Add($"writer {writer} entry {i}");
            Assert.Null(history.Problem);
        })).ToList();
        writers.ForEach(static thread => thread.Start());
        writers.ForEach(static thread => thread.Join());
        Assert.Equal(200, Open().Entries.Distinct().Count());
    }

    [Fact]
    public void The_file_is_its_owners_alone()
    {
        if (OperatingSystem.IsWindows())
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(HistoryPath())!);
        File.WriteAllText(HistoryPath(), "old\n");
        File.SetUnixFileMode(HistoryPath(), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        Open().Add("secret");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(HistoryPath()));
        Assert.Equal(["old", "secret"], Open().Entries);
    }

    [Fact]
    public void A_broken_file_is_no_obstacle()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(HistoryPath())!);
        File.WriteAllBytes(HistoryPath(), [0xff, 0xfe, 0x00, (byte)'\n', 0x1b, (byte)'[', (byte)'J', (byte)'x', (byte)'\n', (byte)'y']);
        var history = Open();
        history.Add("z");
        var entries = Open().Entries;
        Assert.Equal(["[Jx", "y", "z"], entries.TakeLast(3));
        Assert.DoesNotContain(entries, static entry => entry.Any(static c => char.IsControl(c)));
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_told_and_no_obstacle()
    {
        var blocked = Path.Combine(folder.Folder, "blocked");
        File.WriteAllText(blocked, "a file where a folder should be");
        var history = new EntryHistory(new HistoryFile(Path.Combine(blocked, "nn", "history")));
        history.Add("x = 1");
        Assert.NotNull(history.Problem);
        Assert.Equal(["x = 1"], history.Entries);
    }

    [Fact]
    public void The_file_stays_bounded()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(HistoryPath())!);
        File.WriteAllLines(HistoryPath(), Enumerable.Range(0, (2 * HistoryFile.MostEntries) + 1).Select(static i => $"entry {i}"));
        Open().Add("last");
        var lines = File.ReadAllLines(HistoryPath());
        Assert.Equal(HistoryFile.MostEntries, lines.Length);
        Assert.Equal(["entry 10000", "last"], lines.TakeLast(2));
        for (var i = 0; i < 100; i++)
            Open().Add(i + new string('x', HistoryFile.LongestEntry - 10));
        Assert.InRange(new FileInfo(HistoryPath()).Length, 1 << 20, 5 << 20);
        Assert.StartsWith("99x", Open().Entries[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/state/nn/history", "XDG_STATE_HOME=/state", "HOME=/people/me")]
    [InlineData("/people/me/.local/state/nn/history", "XDG_STATE_HOME=relative", "HOME=/people/me")]
    [InlineData("/people/me/.local/state/nn/history", "HOME=/people/me")]
    [InlineData(null)]
    public void It_lies_where_the_system_keeps_such_things(string? expected, params string[] variables)
    {
        if (OperatingSystem.IsWindows())
            return;
        var values = variables.Select(static v => v.Split('=')).ToDictionary(static v => v[0], static v => v[1]);
        Assert.Equal(expected, HistoryFile.FindPath(values.GetValueOrDefault));
    }

    public void Dispose() => folder.Dispose();

    private string HistoryPath() => Path.Combine(folder.Folder, "state", "nn", "history");

    private EntryHistory Open() => new(new HistoryFile(HistoryPath()));
}
