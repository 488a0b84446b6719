using System.Globalization;
using Dsl.Repl.Editing;
using Dsl.Repl.Editing.Buffers;
using Dsl.Repl.Editing.Devices;
using Dsl.Repl.Editing.History;
using Dsl.Repl.Editing.Screen;

namespace Dsl.Repl.Tests.Editing;

/// <summary>Keys at random: whatever is pressed, the screen shows what a fresh screen would, and the cursor stands between two characters.</summary>
public sealed class RandomKeyTests
{
    private static readonly string[] Texts = ["a", "x", "1", "(", ")", "[", "]", "{", "}", ",", " ", "=", "\"", "#", "日", "🙂", "e\u0301", "\u0301", "👨‍👩‍👧", "🇩🇪", "한", "\u200d", "de"];

    private static readonly TerminalInput[] Keys =
    [
        new(InputKind.Left), new(InputKind.Right), new(InputKind.Up), new(InputKind.Down), new(InputKind.Home), new(InputKind.End), new(InputKind.Delete),
        new(InputKind.Backspace), new(InputKind.Backspace), new(InputKind.Tab), new(InputKind.Tab, KeyModifiers.Shift), new(InputKind.Escape), new(InputKind.PageUp),
        new(InputKind.PageDown), new(InputKind.Enter), new(InputKind.Enter), new(InputKind.Enter, KeyModifiers.Alt), new(InputKind.Left, KeyModifiers.Control),
        new(InputKind.Right, KeyModifiers.Control), new(InputKind.Unknown), new(InputKind.Nothing), new(InputKind.Woken),
        .. "abcefghkklprstuuwwyz_".Select(TerminalInput.Control), .. "bfd_<>".Select(TerminalInput.Alt),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Whatever_is_pressed_the_screen_shows_the_entry(int seed)
    {
        const int Keystrokes = 25_000;
        var random = new Random(seed);
        LineEditor? editor = null;
        FakeTerminal? terminal = null;
        var entries = 0;
        terminal = new FakeTerminal(30, 8) { BeforeRead = () => Check(editor!, terminal!) };
        for (var i = 0; i < Keystrokes; i++)
        {
            switch (random.Next(100))
            {
                case < 45:
                    terminal.Type(Texts[random.Next(Texts.Length)]);
                    break;
                case < 47:
                    terminal.Press(TerminalInput.Pasted(string.Join('\n', Enumerable.Range(0, random.Next(1, 12)).Select(_ => Texts[random.Next(Texts.Length)]))));
                    break;
                case 47 when random.Next(4) == 0:
                    terminal.Resize(random.Next(3, 60), random.Next(1, 12));
                    break;
                default:
                    terminal.Press(Keys[random.Next(Keys.Length)]);
                    break;
            }
        }

        using (editor = new LineEditor(terminal, new EntryHistory(null), new FakeAssistance(), hasColors: seed % 2 == 0))
        {
            while (editor.Read() is { } entry)
            {
                entries++;
                Assert.DoesNotContain('\r', entry);
            }
        }

        Assert.True(entries > Keystrokes / 500, $"only {entries} entries came of it");
    }

    [Fact]
    public void Every_change_can_be_undone_and_made_again()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var buffer = new EditBuffer();
            var states = new List<string> { string.Empty };
            for (var i = 0; i < 50; i++)
            {
                Change(buffer, random);
                if (states[^1] != buffer.Text)
                    states.Add(buffer.Text);
            }

            for (var i = 0; i < 100; i++)
                buffer.Undo();
            Assert.Equal(string.Empty, buffer.Text);
            for (var i = 0; i < 100; i++)
                buffer.Redo();
            Assert.Equal(states[^1], buffer.Text);
        }
    }

    private static void Change(EditBuffer buffer, Random random)
    {
        switch (random.Next(4))
        {
            case 0:
                buffer.Remove(buffer.PreviousWord(), buffer.Cursor);
                break;
            case 1:
                buffer.MoveTo(random.Next(buffer.Text.Length + 1));
                break;
            default:
                buffer.Insert(Texts[random.Next(Texts.Length)], isTyping: random.Next(2) == 0);
                break;
        }
    }

    private static void Check(LineEditor editor, FakeTerminal terminal)
    {
        var text = editor.Buffer.Text;
        Assert.True(editor.Buffer.Cursor == text.Length || StringInfo.ParseCombiningCharacters(text).Contains(editor.Buffer.Cursor), $"the cursor is within a character of {text}");
        var frame = editor.Shown!;
        Assert.InRange(frame.Rows.Count, 1, terminal.Size.Rows);
        Assert.All(frame.Rows, row => Assert.InRange(row.Width, 0, terminal.Size.Columns - 1));
        using var fresh = new FakeTerminal(terminal.Size.Columns, terminal.Size.Rows);
        new ScreenPainter(fresh, hasColors: false).Show(frame);
        var first = terminal.Screen.CursorRow - frame.CursorRow;
        Assert.True(first >= 0, "the entry begins above the window");
        Assert.Equal(frame.CursorColumn, terminal.Screen.CursorColumn);
        Assert.Equal(fresh.Screen.Rows, terminal.Screen.Rows.Skip(first));
    }
}
