using System.Globalization;
using System.Text;
using Dsl.Repl.Editing.Devices;

namespace Dsl.Repl.Editing.Screen;

/// <summary>Brings frames onto a terminal, writing only what is different from the frame before. What stands above the first frame's place is left alone.</summary>
/// <param name="device">The terminal.</param>
/// <param name="hasColors">Whether styles are shown.</param>
internal sealed class ScreenPainter(ITerminalDevice device, bool hasColors)
{
    private readonly StringBuilder codes = new();
    private int row;
    private int column;
    private ScreenStyle style;

    /// <summary>The frame that is shown; null for none.</summary>
    public ScreenFrame? Shown { get; private set; }

    /// <summary>Shows a frame in the place of the one before, or from the cursor's line on where there is none.</summary>
    public void Show(ScreenFrame frame)
    {
        if (Shown is null)
        {
            // What was typed ahead may have been echoed here; it is about to be shown as part of the entry.
            codes.Append("\r\e[K");
            (row, column) = (0, 0);
        }

        var known = Shown?.Rows.Count ?? 1;
        for (var i = 0; i < frame.Rows.Count; i++)
        {
            ShowRow(i, frame.Rows[i], i < (Shown?.Rows.Count ?? 0) ? Shown!.Rows[i] : null, known);
            known = Math.Max(known, i + 1);
        }

        if (known > frame.Rows.Count)
        {
            MoveTo(frame.Rows.Count, 0, known);
            codes.Append("\e[J");
        }

        MoveTo(frame.CursorRow, frame.CursorColumn, known);
        Shown = frame;
        Send();
    }

    /// <summary>Puts the cursor on the line after the frame, which stays as it is.</summary>
    public void Leave()
    {
        if (Shown is null)
            return;
        MoveTo(Shown.Rows.Count - 1, 0, Shown.Rows.Count);
        codes.Append("\r\n");
        Shown = null;
        Send();
    }

    /// <summary>Takes the frame away and puts the cursor where it began.</summary>
    public void Erase()
    {
        if (Shown is null)
            return;
        MoveTo(0, 0, Shown.Rows.Count);
        codes.Append("\e[J");
        Shown = null;
        Send();
    }

    /// <summary>Takes the frame away after the window was given another size: lines that became too long are supposed to be broken, as most terminals do.</summary>
    public void EraseAfterResize(TerminalSize size)
    {
        if (Shown is null)
            return;
        var above = Shown.CursorColumn / size.Columns;
        for (var i = 0; i < Shown.CursorRow; i++)
            above += Math.Max(1, (Shown.Rows[i].Width + size.Columns - 1) / size.Columns);
        (row, column) = (Math.Min(above, size.Rows - 1), size.Columns);
        MoveTo(0, 0, row + 1);
        codes.Append("\e[J");
        Shown = null;
        Send();
    }

    /// <summary>Empties the window; the next frame begins at its top.</summary>
    public void Clear()
    {
        codes.Append("\e[H\e[2J");
        Shown = null;
        Send();
    }

    private void ShowRow(int index, ScreenRow wanted, ScreenRow? old, int known)
    {
        var (common, columns) = old is null ? (0, 0) : wanted.CommonWith(old);
        if (old is not null && common == wanted.Cells.Count && common == old.Cells.Count)
            return;
        MoveTo(index, columns, known);
        for (var i = common; i < wanted.Cells.Count; i++)
        {
            var cell = wanted.Cells[i];
            SetStyle(cell.Style);

            // Where the terminal shows it narrower, nothing old must shine through; where it shows it wider, what follows is written over the rest.
            if (cell.IsUncertain)
                codes.Append(' ', cell.Width).Append(CultureInfo.InvariantCulture, $"\e[{column + 1}G");
            codes.Append(cell.Text);
            column += cell.Width;
            if (cell.IsUncertain)
                codes.Append(CultureInfo.InvariantCulture, $"\e[{column + 1}G");
        }

        SetStyle(ScreenStyle.Plain);
        if (HasUncertain(wanted, common) || (old is not null && (old.Width > wanted.Width || HasUncertain(old, common))))
            codes.Append("\e[K");
    }

    // What a terminal has shown wider than was thought may have left something behind.
    private static bool HasUncertain(ScreenRow row, int first)
    {
        for (var i = first; i < row.Cells.Count; i++)
        {
            if (row.Cells[i].IsUncertain)
                return true;
        }

        return false;
    }

    private void MoveTo(int toRow, int toColumn, int known)
    {
        if (toRow >= known)
        {
            // Lines that are not there yet are made by line feeds, which scroll the window where it ends.
            MoveTo(known - 1, 0, known);
            codes.Append('\n', toRow - row);
            row = toRow;
        }

        if (toRow < row)
            codes.Append(CultureInfo.InvariantCulture, $"\e[{row - toRow}A");
        else if (toRow > row)
            codes.Append(CultureInfo.InvariantCulture, $"\e[{toRow - row}B");
        row = toRow;
        if (toColumn == 0 && column != 0)
            codes.Append('\r');
        else if (toColumn != column)
            codes.Append(CultureInfo.InvariantCulture, $"\e[{toColumn + 1}G");
        column = toColumn;
    }

    private void SetStyle(ScreenStyle wanted)
    {
        if (wanted == style || !hasColors)
            return;
        if (style != ScreenStyle.Plain)
            codes.Append(ScreenPalette.Reset);
        codes.Append(ScreenPalette.Begin(wanted));
        style = wanted;
    }

    private void Send()
    {
        if (codes.Length > 0)
            device.Write(codes.ToString());
        codes.Clear();
    }
}
