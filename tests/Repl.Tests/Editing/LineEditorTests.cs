using Dsl.Repl.Editing;
using Dsl.Repl.Editing.Assistance;
using Dsl.Repl.Editing.Buffers;
using Dsl.Repl.Editing.Devices;
using Dsl.Repl.Editing.History;
using Dsl.Repl.Editing.Screen;

namespace Dsl.Repl.Tests.Editing;

public sealed class LineEditorTests
{
    private static readonly TerminalInput AltEnter = new(InputKind.Enter, KeyModifiers.Alt);

    [Fact]
    public void Enter_submits_when_the_parser_needs_no_more()
    {
        var terminal = new FakeTerminal().Type("x = 1\nfn f(a) {\na * 2\n}\nf(x)\n");
        Assert.Equal(["x = 1", "fn f(a) {\n  a * 2\n}", "f(x)"], Entries(terminal));
        Assert.Equal(["nn> x = 1", "nn> fn f(a) {", "...>   a * 2", "...> }", "nn> f(x)", "nn>"], terminal.Screen.Rows);
        Assert.False(terminal.IsRaw);
    }

    [Fact]
    public void Alt_enter_breaks_the_line_and_a_blank_line_forces()
    {
        var terminal = new FakeTerminal().Type("a = 1").Press(AltEnter).Type("b = 2\n").Type("x = (1 +\n\n").Press(new TerminalInput(InputKind.Enter, KeyModifiers.Shift)).Type("c\n");
        Assert.Equal(["a = 1\nb = 2", "x = (1 +\n", "\nc"], Entries(terminal));
    }

    [Theory]
    [InlineData("ab", "left x", "axb")]
    [InlineData("ab", "^a x ^e y", "xaby")]
    [InlineData("one two", "^w", "one ")]
    [InlineData("one two", "^w ^w ^y", "one two")]
    [InlineData("one two", "^u ^y ^y", "one twoone two")]
    [InlineData("one two", "^a ^k x ^y", "xone two")]
    [InlineData("one two", "^a @d", " two")]
    [InlineData("one two", "@b @bs x", "xtwo")]
    [InlineData("one two", "^a @f x", "onex two")]
    [InlineData("one.two", "c-left x", "one.xtwo")]
    [InlineData("one two", "home c-right x", "onex two")]
    [InlineData("ab", "^t", "ba")]
    [InlineData("ab", "left ^t x", "bax")]
    [InlineData("ab", "^b ^d", "a")]
    [InlineData("ab", "home del", "b")]
    [InlineData("ab", "home ^f x end y", "axby")]
    [InlineData("abc", "bs ^_", "abc")]
    [InlineData("abc", "^_", "")]
    [InlineData("abc", "left x ^_ ^_", "")]
    [InlineData("abc", "^_ redo", "abc")]
    [InlineData("日本語", "left bs", "日語")]
    [InlineData("a👨‍👩‍👧b", "left bs", "ab")]
    [InlineData("ae\u0301b", "left left x", "axe\u0301b")]
    [InlineData("ae\u0301b", "left bs", "ab")]
    public void Keys_edit_as_in_a_shell(string typed, string keys, string expected)
    {
        var terminal = new FakeTerminal().Type(typed);
        LineEditor? editor = null;
        foreach (var key in keys.Split(' '))
            terminal.Press(Key(key));
        terminal.Then(() => Assert.Equal(expected, editor!.Buffer.Text));
        using (editor = Editor(terminal))
            editor.Read();
    }

    [Fact]
    public void Arrows_move_in_the_entry_and_then_through_history()
    {
        var seen = new List<string>();
        LineEditor? editor = null;
        var terminal = new FakeTerminal().Type("first\n").Type("[1,\n2]").Press(InputKind.Up).Type("0").Press(InputKind.Home);
        foreach (var key in (InputKind[])[InputKind.Up, InputKind.Down, InputKind.Down])
            terminal.Press(key).Then(() => seen.Add(editor!.Buffer.Text));
        terminal.Type("!").Then(() => seen.Add(editor!.Buffer.Text));
        using (editor = Editor(terminal))
        {
            Assert.Equal("first", editor.Read());
            Assert.Null(editor.Read());
        }

        Assert.Equal(["first", "[10,\n2]", "[10,\n2]", "[10,\n2]!"], seen);
    }

    [Fact]
    public void Up_finds_entries_that_begin_with_what_was_typed()
    {
        var history = History("dense(1)", "x = 1", "dense(2)", "y = 2");
        var seen = new List<string>();
        LineEditor? editor = null;
        var terminal = new FakeTerminal().Type("de");
        foreach (var key in (InputKind[])[InputKind.Up, InputKind.Up, InputKind.Up, InputKind.Down, InputKind.Down])
            terminal.Press(key).Then(() => seen.Add(editor!.Buffer.Text));
        using (editor = Editor(terminal, history))
            editor.Read();
        Assert.Equal(["dense(2)", "dense(1)", "dense(1)", "dense(2)", "de"], seen);
    }

    [Fact]
    public void The_search_finds_while_it_is_typed()
    {
        var terminal = new FakeTerminal();
        var editor = Editor(terminal, History("train(a)", "x = 1", "train(b)"));
        terminal.Type("draft").Press(TerminalInput.Control('r')).Type("ai")
            .Then(() => Assert.Equal(["nn> train(b)", "search: ai"], terminal.Screen.Rows))
            .Press(TerminalInput.Control('r'))
            .Then(() => Assert.Equal(["nn> train(a)", "search: ai"], terminal.Screen.Rows))
            .Press(TerminalInput.Control('r'))
            .Then(() => Assert.Equal(["nn> train(a)", "search: ai"], terminal.Screen.Rows))
            .Press(TerminalInput.Control('s'))
            .Then(() => Assert.Equal(["nn> train(b)", "search: ai"], terminal.Screen.Rows))
            .Type("zz")
            .Then(() => Assert.Equal(["nn> draft", "search, nothing found: aizz"], terminal.Screen.Rows))
            .Press(InputKind.Escape)
            .Then(() => Assert.Equal(["nn> draft"], terminal.Screen.Rows))
            .Press(TerminalInput.Control('r')).Type("x =").Press(InputKind.Enter);
        Assert.Equal("x = 1", editor.Read());
        Assert.Equal(["nn> x = 1"], terminal.Screen.Rows);
    }

    [Fact]
    public void The_menu_shows_what_could_be_meant()
    {
        var terminal = new FakeTerminal(40);
        var editor = Editor(terminal);
        terminal.Type("x |> d").Press(InputKind.Tab)
            .Then(() => Assert.Equal(["nn> x |> d", "> dense    the word dense", "  dropout  the word dropout", "  derive   the word derive", "  What dense is."], terminal.Screen.Rows))
            .Press(InputKind.Tab)
            .Then(() => Assert.Equal("> dropout  the word dropout", terminal.Screen.Rows[2]))
            .Type("e")
            .Then(() => Assert.Equal(["nn> x |> de", "> dense   the word dense", "  derive  the word derive", "  What dense is."], terminal.Screen.Rows))
            .Press(InputKind.Up)
            .Press(InputKind.Enter)
            .Then(() => Assert.Equal(["nn> x |> derive"], terminal.Screen.Rows))
            .Type("(re").Press(InputKind.Tab)
            .Then(() => Assert.Equal(["nn> x |> derive(relu"], terminal.Screen.Rows))
            .Type(")\n");
        Assert.Equal("x |> derive(relu)", editor.Read());
    }

    [Fact]
    public void Tab_takes_what_alone_is_left_in_the_menu()
    {
        var terminal = new FakeTerminal();
        terminal.Type("d").Press(InputKind.Tab).Type("en").Press(InputKind.Tab)
            .Then(() => Assert.Equal(["nn> dense"], terminal.Screen.Rows)).Type("\n");
        Assert.Equal(["dense"], Entries(terminal));
    }

    [Theory]
    [InlineData("f(a, b: int)", 5, 6, 40, "  f(a, b: int)")]
    [InlineData("f(first, second, third)", 9, 6, 14, "  f(first,\n  second,\n  third)")]
    [InlineData("f(first, second, third, fourth, fifth)", 32, 5, 12, "  third,\n  fourth,\n  fifth)")]
    [InlineData("f(first, second, third, fourth, fifth)", 2, 5, 12, "  f(first,\n  second,\n  third,")]
    [InlineData("f(first, second, third, fourth, fifth)", 17, 5, 12, "  second,\n  third,\n  fourth,")]
    [InlineData("f()", 0, 0, 40, "  f()")]
    public void A_long_signature_is_broken_and_shows_the_argument(string label, int start, int length, int columns, string expected)
    {
        var rows = SignatureRows.Of(new SignatureNote(0, label, start, length), columns);
        Assert.Equal(expected, string.Join('\n', rows.Select(static row => string.Concat(row.Cells.Select(static cell => cell.Text)).TrimEnd())));
        Assert.All(rows, row => Assert.True(row.Width <= columns));
        Assert.Equal(length, rows.Sum(static row => row.Cells.Count(static cell => cell.Style == ScreenStyle.Match)));
    }

    [Fact]
    public void The_signature_stands_below_when_nothing_is_typed()
    {
        var terminal = new FakeTerminal();
        using var editor = Editor(terminal);
        terminal.Type("f(1").Press(InputKind.Nothing)
            .Then(() => Assert.True(SpinWait.SpinUntil(() => terminal.Wakes > 0, TimeSpan.FromSeconds(60)))).Press(InputKind.Woken)
            .Then(() => Assert.Equal(["nn> f(1", "  f(a, b: int)"], terminal.Screen.Rows)).Type(")\n");
        Assert.Equal("f(1)", editor.Read());
        Assert.Equal(["nn> f(1)"], terminal.Screen.Rows);
    }

    [Fact]
    public void Pasted_blocks_are_one_entry()
    {
        var terminal = new FakeTerminal()
            .Press(TerminalInput.Pasted("a = 1\r\n\r\nb = 2\r\n")).Type("\n")
            .Press(TerminalInput.Pasted("nn> x = 1\nnn> fn f(a) {\n...>   a\n...> }\nsome output\nnn> f(x)\n1\n")).Type("\n")
            .Press(TerminalInput.Pasted("    for i in 0..2 {\n      print(i)\n    }\n")).Type("\n")
            .Type("y = ").Press(TerminalInput.Pasted("\e[31m1\x07 + 2")).Type("\n");
        Assert.Equal(["a = 1\n\nb = 2", "x = 1\nfn f(a) {\n  a\n}\nf(x)", "for i in 0..2 {\n  print(i)\n}", "y = [31m1 + 2"], Entries(terminal));
    }

    [Fact]
    public void A_paste_that_is_too_long_is_told_of()
    {
        var terminal = new FakeTerminal();
        terminal.Type("a").Press(TerminalInput.Pasted(new string('b', EditBuffer.Capacity)))
            .Then(() => Assert.Equal(["nn> a", "  an entry has at most 262144 characters; :load runs a longer script from a"], terminal.Screen.Rows.Take(2)))
            .Type("c\n");
        Assert.Equal(["ac"], Entries(terminal));
        Assert.Equal(["nn> ac", "nn>"], terminal.Screen.Rows);
    }

    [Fact]
    public void Control_c_gives_a_fresh_prompt_and_control_d_leaves_an_empty_one()
    {
        var terminal = new FakeTerminal().Type("x = (").Press(TerminalInput.Control('c')).Type("y").Press(TerminalInput.Control('a'), TerminalInput.Control('d'), TerminalInput.Control('d'));
        Assert.Empty(Entries(terminal));
        Assert.Equal(["nn> x = (", "nn>"], terminal.Screen.Rows);
    }

    [Fact]
    public void What_is_dropped_from_outside_is_gone()
    {
        var terminal = new FakeTerminal();
        var editor = Editor(terminal);
        terminal.Type("x = (").Then(editor.Drop).Press(InputKind.Woken).Type("y\n");
        Assert.Equal("y", editor.Read());
        Assert.Equal(1, terminal.Wakes);
    }

    [Fact]
    public void The_window_can_be_emptied_and_the_program_stopped()
    {
        var terminal = new FakeTerminal().Type("a\nb").Press(TerminalInput.Control('l'));
        terminal.Then(() => Assert.Equal(["nn> b"], terminal.Screen.Rows)).Press(TerminalInput.Control('z')).Type("c\n");
        Assert.Equal(["a", "bc"], Entries(terminal));
        Assert.Equal(1, terminal.Suspensions);
    }

    [Fact]
    public void Tab_and_backspace_indent()
    {
        LineEditor? editor = null;
        var terminal = new FakeTerminal().Type("fn f(a) {\n").Press(InputKind.Tab).Then(() => Assert.Equal("fn f(a) {\n    ", editor!.Buffer.Text))
            .Press(InputKind.Backspace, InputKind.Backspace).Then(() => Assert.Equal("fn f(a) {\n", editor!.Buffer.Text));
        using (editor = Editor(terminal))
            editor.Read();
    }

    [Fact]
    public void Lines_that_come_faster_than_anyone_types_keep_their_own_indentation()
    {
        LineEditor? editor = null;
        var enter = new TerminalInput(InputKind.Enter) { IsFollowed = true };
        var terminal = new FakeTerminal().Type("fn f(a) {").Press(enter).Type("  b = a").Press(enter).Type("  b").Press(enter).Then(() => Assert.Equal("fn f(a) {\n  b = a\n  b\n", editor!.Buffer.Text));
        using (editor = Editor(terminal))
            editor.Read();
    }

    private static List<string> Entries(FakeTerminal terminal)
    {
        using var editor = Editor(terminal);
        var entries = new List<string>();
        while (editor.Read() is { } entry)
            entries.Add(entry);
        return entries;
    }

    private static LineEditor Editor(FakeTerminal terminal, IHistory? history = null) =>
        new(terminal, history ?? new EntryHistory(null), new FakeAssistance(), hasColors: false);

    private static EntryHistory History(params string[] entries)
    {
        var history = new EntryHistory(null);
        foreach (var entry in entries)
            history.Add(entry);
        return history;
    }

    private static TerminalInput Key(string name) => name switch
    {
        "left" => new(InputKind.Left),
        "home" => new(InputKind.Home),
        "end" => new(InputKind.End),
        "del" => new(InputKind.Delete),
        "bs" => new(InputKind.Backspace),
        "@bs" => new(InputKind.Backspace, KeyModifiers.Alt),
        "c-left" => new(InputKind.Left, KeyModifiers.Control),
        "c-right" => new(InputKind.Right, KeyModifiers.Control),
        "redo" => TerminalInput.Alt('_'),
        ['^', var letter] => TerminalInput.Control(letter),
        ['@', var letter] => TerminalInput.Alt(letter),
        _ => TerminalInput.Of(name[0]),
    };
}
