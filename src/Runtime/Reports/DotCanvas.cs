namespace Dsl.Runtime.Reports;

/// <summary>A canvas of dots for the body of a chart: eight a character in Braille, else one.</summary>
internal sealed class DotCanvas(int columns, bool isBraille)
{
    private const int FirstBraille = 0x2800;

    private readonly char[][] marks = Blank(columns);
    private readonly int[,] dots = new int[ChartFrame.Height, columns];

    /// <summary>Dots from left to right.</summary>
    public int Width { get; } = isBraille ? columns * 2 : columns;

    /// <summary>Dots from top to bottom.</summary>
    public int Height { get; } = isBraille ? ChartFrame.Height * 4 : ChartFrame.Height;

    /// <summary>Sets a dot; <paramref name="mark"/> shows it where there is no Braille.</summary>
    public void Set(int x, int y, char mark)
    {
        if (isBraille)
            dots[y / 4, x / 2] |= Bit(x % 2, y % 4);
        else
            marks[y][x] = mark;
    }

    /// <summary>Puts a character over what is drawn, by column and line.</summary>
    public void Mark(int column, int line, char mark) => marks[line][column] = mark;

    /// <summary>The lines of the canvas.</summary>
    public string[] Render()
    {
        var lines = new string[ChartFrame.Height];
        for (var y = 0; y < lines.Length; y++)
        {
            for (var x = 0; x < columns; x++)
            {
                if (marks[y][x] == ' ' && dots[y, x] != 0)
                    marks[y][x] = (char)(FirstBraille + dots[y, x]);
            }

            lines[y] = new string(marks[y]);
        }

        return lines;
    }

    // The lowest two dots of a Braille character were added later, so they have the highest bits.
    private static int Bit(int x, int y) => y == 3 ? 0x40 << x : 1 << (y + (3 * x));

    private static char[][] Blank(int columns)
    {
        var canvas = new char[ChartFrame.Height][];
        for (var y = 0; y < canvas.Length; y++)
        {
            canvas[y] = new char[columns];
            Array.Fill(canvas[y], ' ');
        }

        return canvas;
    }
}
