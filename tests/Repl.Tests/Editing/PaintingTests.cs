using Dsl.Repl.Editing;
using Dsl.Repl.Editing.Devices;
using Dsl.Repl.Editing.History;
using Dsl.Repl.Editing.Screen;

namespace Dsl.Repl.Tests.Editing;

public sealed class PaintingTests
{
    [Fact]
    public void Long_lines_are_broken_before_the_last_column()
    {
        var terminal = new FakeTerminal(40);
        terminal.Type(new string('a', 35)).Then(() => Assert.Equal((0, 39), (terminal.Screen.CursorRow, terminal.Screen.CursorColumn)))
            .Type("bc").Then(() => Assert.Equal(["nn> " + new string('a', 35), "bc"], terminal.Screen.Rows));
        Run(terminal);
    }

    [Fact]
    public void Wide_characters_take_two_columns_and_are_not_broken()
    {
        var terminal = new FakeTerminal(12);
        terminal.Type("日本語日本").Then(() =>
        {
            Assert.Equal(["nn> 日本語", "日本"], terminal.Screen.Rows);
            Assert.Equal((1, 4), (terminal.Screen.CursorRow, terminal.Screen.CursorColumn));
        }).Press(InputKind.Left, InputKind.Left).Then(() => Assert.Equal((1, 0), (terminal.Screen.CursorRow, terminal.Screen.CursorColumn)));
        Run(terminal);
    }

    [Fact]
    public void Control_codes_never_reach_the_terminal()
    {
        var terminal = new FakeTerminal();
        terminal.Press(TerminalInput.Pasted("a\e]0;title\x07\u202eb\u200d\u0301\u009bc\td")).Type("\n");
        Run(terminal);
        Assert.Equal("nn> a]0;title\\u202eb\u200d\u0301c  d", terminal.Screen.Rows[0]);
    }

    [Theory]
    [InlineData("🙂", 2)]
    [InlineData("👨‍👩‍👧", 2)]
    [InlineData("🇩🇪", 2)]
    [InlineData("❤️", 2)]
    [InlineData("e\u0301", 1)]
    [InlineData("한", 2)]
    [InlineData("가", 2)]
    [InlineData("กำ", 1)]
    public void An_element_has_the_width_that_a_person_sees(string element, int width) =>
        Assert.Equal(width, TextElements.Show(element, 0, element.Length, ScreenStyle.Plain).Sum(static cell => cell.Width));

    [Fact]
    public void An_entry_taller_than_the_window_shows_the_part_around_the_cursor_and_all_of_it_when_it_is_done()
    {
        var terminal = new FakeTerminal(40, 5);
        var text = "[" + string.Join(",\n", Enumerable.Range(10, 12)) + "]";
        terminal.Press(TerminalInput.Pasted(text))
            .Then(() => Assert.Equal(["...> 17,", "...> 18,", "...> 19,", "...> 20,", "...> 21]"], terminal.Screen.Rows))
            .Press([.. Enumerable.Repeat(new TerminalInput(InputKind.Up), 8)])
            .Then(() => Assert.Equal(("...> 13,", 0), (terminal.Screen.Rows[0], terminal.Screen.CursorRow)))
            .Type("\n");
        Run(terminal, 1);
        Assert.Equal(["nn> [10,", .. Enumerable.Range(11, 10).Select(static i => $"...> {i},"), "...> 21]"], terminal.Screen.All.TakeLast(12));
    }

    [Fact]
    public void A_window_that_becomes_narrower_or_wider_shows_the_entry_once()
    {
        var terminal = new FakeTerminal(60, 10);
        terminal.Screen.Write("output before\r\n");
        terminal.Type("x = [1111, 2222, 3333, 4444, 5555, 6666]").Resize(20, 10)
            .Then(() => Assert.Equal(["output before", "nn> x = [1111, 2222", ", 3333, 4444, 5555,", " 6666]"], terminal.Screen.Rows))
            .Resize(60, 10)
            .Then(() => Assert.Equal(["output before", "nn> x = [1111, 2222, 3333, 4444, 5555, 6666]"], terminal.Screen.Rows));
        Run(terminal);
    }

    [Fact]
    public void Only_what_changes_is_written()
    {
        var terminal = new FakeTerminal();
        var before = 0;
        terminal.Press(TerminalInput.Pasted(string.Join('\n', Enumerable.Repeat("a line of an entry", 10)))).Then(() => before = terminal.Screen.Written)
            .Type("x").Then(() => Assert.Equal(before + 1, terminal.Screen.Written))
            .Press(InputKind.Left, InputKind.Up).Then(() => Assert.Equal(before + 1, terminal.Screen.Written));
        Run(terminal);
    }

    [Fact]
    public void What_was_echoed_before_is_replaced()
    {
        var terminal = new FakeTerminal();
        terminal.Screen.Write("typed ahead");
        terminal.Type("y").Then(() => Assert.Equal(["nn> y"], terminal.Screen.Rows));
        Run(terminal);
    }

    private static void Run(FakeTerminal terminal, int entries = int.MaxValue)
    {
        using var editor = new LineEditor(terminal, new EntryHistory(null), new FakeAssistance(), hasColors: true);
        while (entries-- > 0 && editor.Read() is not null)
        {
        }
    }
}
