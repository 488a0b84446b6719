namespace Dsl.Repl.Editing.Screen;

/// <summary>One line of a terminal.</summary>
internal sealed class ScreenRow
{
    private readonly List<ScreenCell> cells = [];

    /// <summary>The cells from the left.</summary>
    public IReadOnlyList<ScreenCell> Cells => cells;

    /// <summary>The columns that they take.</summary>
    public int Width { get; private set; }

    /// <summary>Adds a cell on the right.</summary>
    public void Add(ScreenCell cell)
    {
        cells.Add(cell);
        Width += cell.Width;
    }

    /// <summary>Adds as much of a text as fits, shown safely: what a terminal would obey is spelled out.</summary>
    /// <returns>Whether all of it fits.</returns>
    public bool Add(string text, ScreenStyle style, int columns)
    {
        for (var i = 0; i < text.Length;)
        {
            var length = TextElements.LengthAt(text, i);
            foreach (var cell in TextElements.Show(text, i, length, style))
            {
                if (Width + cell.Width > columns)
                    return false;
                Add(cell);
            }

            i += length;
        }

        return true;
    }

    /// <summary>The number of leading cells in which two rows agree, and the columns of these.</summary>
    public (int Cells, int Columns) CommonWith(ScreenRow other)
    {
        var (count, columns) = (0, 0);
        while (count < cells.Count && count < other.cells.Count && cells[count] == other.cells[count])
            columns += cells[count++].Width;
        return (count, columns);
    }
}
