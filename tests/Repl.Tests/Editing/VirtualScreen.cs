using System.Text;
using Dsl.Language.Diagnostics;
using Dsl.Repl.Editing.Devices;

namespace Dsl.Repl.Tests.Editing;

/// <summary>
/// What a terminal shows after it was sent text and control codes. Lines that become too long at another size are broken, as most terminals do. Each
/// code point is as wide as it is alone, so that of emoji made of several it thinks otherwise than the prompt.
/// </summary>
internal sealed class VirtualScreen(int columns, int rows)
{
    // A wide character has an empty cell after it. A line that goes on below is continued there.
    private readonly List<(List<string> Cells, bool IsContinued)> lines = [([], false)];
    private readonly StringBuilder sequence = new();
    private int cursorLine;
    private int top;

    public TerminalSize Size { get; private set; } = new(columns, rows);

    /// <summary>The line of the cursor, from the top of the window.</summary>
    public int CursorRow => cursorLine - top;

    public int CursorColumn { get; private set; }

    /// <summary>The settings that were switched on and not off again.</summary>
    public HashSet<string> Settings { get; } = [];

    /// <summary>How many cells were written over.</summary>
    public int Written { get; private set; }

    /// <summary>The lines of the window, without blanks at their ends; none after the last that has something.</summary>
    public List<string> Rows => TextOf(top);

    /// <summary>All lines, those that have left the window too.</summary>
    public List<string> All => TextOf(0);

    public void Write(string text)
    {
        foreach (var rune in text.EnumerateRunes())
            Write(rune);
    }

    public void Resize(int toColumns, int toRows)
    {
        var (joined, at) = Joined();
        lines.Clear();
        Size = new TerminalSize(toColumns, toRows);
        for (var i = 0; i < joined.Count; i++)
        {
            var from = 0;
            do
            {
                var end = Math.Min(from + toColumns, joined[i].Count);

                // A wide character is not broken.
                if (end < joined[i].Count && joined[i][end].Length == 0 && end > from + 1)
                    end--;
                if (i == at.Line && at.Offset >= from && (at.Offset < end || end == joined[i].Count))
                    (cursorLine, CursorColumn) = (lines.Count, Math.Min(at.Offset - from, toColumns - 1));
                lines.Add((joined[i][from..end], end < joined[i].Count));
                from = end;
            }
            while (from < joined[i].Count);
        }

        top = Math.Max(0, Math.Max(Math.Min(lines.Count, cursorLine + toRows) - toRows, cursorLine - toRows + 1));
    }

    private (List<List<string>> Lines, (int Line, int Offset) Cursor) Joined()
    {
        var joined = new List<List<string>>();
        var cursor = (Line: 0, Offset: 0);
        var isContinued = false;
        for (var i = 0; i < lines.Count; i++)
        {
            if (!isContinued)
                joined.Add([]);
            if (i == cursorLine)
                cursor = (joined.Count - 1, joined[^1].Count + CursorColumn);
            joined[^1].AddRange(lines[i].Cells);
            isContinued = lines[i].IsContinued;
        }

        foreach (var line in joined)
        {
            while (line.Count > 0 && line[^1] == " ")
                line.RemoveAt(line.Count - 1);
        }

        while (joined.Count - 1 > cursor.Line && joined[^1].Count == 0)
            joined.RemoveAt(joined.Count - 1);
        return (joined, cursor);
    }

    private List<string> TextOf(int first)
    {
        var text = lines.Skip(first).Select(static line => string.Concat(line.Cells).TrimEnd()).ToList();
        while (text.Count > 0 && text[^1].Length == 0)
            text.RemoveAt(text.Count - 1);
        return text;
    }

    private void Write(Rune rune)
    {
        if (sequence.Length > 0)
        {
            sequence.Append(rune.ToString());
            if (sequence.Length == 2 && rune.Value is '=' or '>')
            {
                // The keypad's two meanings, which the framework switches.
                if (rune.Value == '=')
                    Settings.Add("keypad");
                else
                    Settings.Remove("keypad");
                sequence.Clear();
                return;
            }

            if (sequence.Length > 2 && rune.Value is >= 0x40 and <= 0x7e)
            {
                Obey(sequence.ToString()[2..^1], (char)rune.Value);
                sequence.Clear();
            }
            else
            {
                Assert.True(sequence.Length != 2 || rune.Value == '[', $"ESC {rune} is sent");
            }

            return;
        }

        switch (rune.Value)
        {
            case 0x1b:
                sequence.Append('\e');
                break;
            case '\r':
                CursorColumn = 0;
                break;
            case '\n':
                LineFeed();
                break;
            default:
                Assert.False(Rune.IsControl(rune), $"U+{rune.Value:X4} is sent to the terminal");
                Put(rune);
                break;
        }
    }

    private void LineFeed()
    {
        if (++cursorLine == lines.Count)
            lines.Add(([], false));
        if (cursorLine - top >= Size.Rows)
            top++;
    }

    private void Put(Rune rune)
    {
        var width = CharacterWidth.Of(rune);
        var cells = lines[cursorLine].Cells;
        if (width == 0 || rune.Value is 0x200d)
        {
            if (CursorColumn > 0 && CursorColumn <= cells.Count)
                cells[CursorColumn - 1 - (cells[CursorColumn - 1].Length == 0 && CursorColumn > 1 ? 1 : 0)] += rune.ToString();
            return;
        }

        if (CursorColumn + width > Size.Columns)
            return;
        while (cells.Count < CursorColumn + width)
            cells.Add(" ");
        Blank(cells, CursorColumn);
        Blank(cells, CursorColumn + width - 1);
        cells[CursorColumn] = rune.ToString();
        if (width == 2)
            cells[CursorColumn + 1] = string.Empty;
        CursorColumn += width;
        Written += width;
    }

    // What is left of a wide character that is half written over.
    private static void Blank(List<string> cells, int column)
    {
        if (cells[column].Length == 0 && column > 0)
            cells[column - 1] = " ";
        if (column + 1 < cells.Count && cells[column + 1].Length == 0)
            cells[column + 1] = " ";
        cells[column] = " ";
    }

    private void Obey(string parameters, char final)
    {
        var number = int.TryParse(parameters, out var value) ? value : 1;
        switch (final)
        {
            case 'A':
                cursorLine = Math.Max(top, cursorLine - number);
                break;
            case 'B':
                cursorLine = Math.Min(Math.Min(top + Size.Rows, lines.Count) - 1, cursorLine + number);
                break;
            case 'G':
                CursorColumn = Math.Clamp(number - 1, 0, Size.Columns - 1);
                break;
            case 'H':
                (cursorLine, CursorColumn) = (top, 0);
                break;
            case 'J' when parameters == "2":
                lines.RemoveRange(top, lines.Count - top);
                lines.Add(([], false));
                cursorLine = top;
                break;
            case 'J':
                EraseRight();
                lines.RemoveRange(cursorLine + 1, lines.Count - cursorLine - 1);
                break;
            case 'K':
                EraseRight();
                break;
            case 'm':
                break;
            case 'h':
                Settings.Add(parameters);
                break;
            case 'l':
                Settings.Remove(parameters);
                break;
            case 'u' when parameters.StartsWith('>'):
                Settings.Add("keys");
                break;
            case 'u':
                Settings.Remove("keys");
                break;
            default:
                Assert.Fail($"the sequence ESC [ {parameters} {final} is not known");
                break;
        }
    }

    private void EraseRight()
    {
        var cells = lines[cursorLine].Cells;
        if (CursorColumn < cells.Count)
        {
            Blank(cells, CursorColumn);
            cells.RemoveRange(CursorColumn, cells.Count - CursorColumn);
        }

        lines[cursorLine] = (cells, false);
    }
}
