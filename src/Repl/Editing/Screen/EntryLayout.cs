namespace Dsl.Repl.Editing.Screen;

/// <summary>An entry as lines of a terminal: each of its lines after a prompt, broken where it is too long, and where the cursor is.</summary>
internal sealed class EntryLayout
{
    private readonly List<ScreenRow> rows = [];
    private bool isCursorNext;

    private EntryLayout()
    {
    }

    /// <summary>The lines.</summary>
    public IReadOnlyList<ScreenRow> Rows => rows;

    /// <summary>The line on which the cursor is.</summary>
    public int CursorRow { get; private set; }

    /// <summary>The column in which the cursor is.</summary>
    public int CursorColumn { get; private set; }

    /// <summary>Lays an entry out.</summary>
    /// <param name="first">The prompt before its first line.</param>
    /// <param name="next">The prompt before each further line.</param>
    /// <param name="text">The entry.</param>
    /// <param name="cursor">The place of the cursor in it.</param>
    /// <param name="styles">Looks, in order and without overlap.</param>
    /// <param name="columns">The columns that may be filled.</param>
    public static EntryLayout Of(string first, string next, string text, int cursor, IReadOnlyList<StyledSpan> styles, int columns)
    {
        var layout = new EntryLayout();
        layout.BeginLine(first, columns);
        var span = 0;
        for (var i = 0; i < text.Length;)
        {
            layout.isCursorNext = i == cursor;
            if (text[i] == '\n')
            {
                layout.SetCursor(columns);
                layout.BeginLine(next, columns);
                i++;
                continue;
            }

            while (span < styles.Count && styles[span].Start + styles[span].Length <= i)
                span++;
            var style = span < styles.Count && styles[span].Start <= i ? styles[span].Style : ScreenStyle.Plain;
            var length = TextElements.LengthAt(text, i);
            foreach (var cell in TextElements.Show(text, i, length, style))
                layout.Add(cell, columns);
            i += length;
        }

        layout.isCursorNext = cursor >= text.Length;
        layout.SetCursor(columns);
        return layout;
    }

    private void BeginLine(string prompt, int columns)
    {
        var row = new ScreenRow();

        // In a window that is hardly wider than the prompt, text is worth more than the prompt.
        if (prompt.Length + 2 <= columns)
            row.Add(prompt, ScreenStyle.Prompt, columns);
        rows.Add(row);
    }

    private void Add(ScreenCell cell, int columns)
    {
        if (rows[^1].Width + cell.Width > columns)
            rows.Add(new ScreenRow());
        SetCursor(columns);
        rows[^1].Add(cell);
    }

    // After a full line the cursor stands in the column that is never filled.
    private void SetCursor(int columns)
    {
        if (!isCursorNext)
            return;
        isCursorNext = false;
        CursorRow = rows.Count - 1;
        CursorColumn = Math.Min(rows[^1].Width, columns);
    }
}
