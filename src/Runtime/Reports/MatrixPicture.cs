using System.Collections.Immutable;
using System.Text;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Reports;

/// <summary>
/// Shows matrices as pictures: in colours with half blocks where a terminal has them, else with shade characters, else with ASCII from blank to
/// <c>@</c>. Several are shown side by side, all with the same scale.
/// </summary>
public static class MatrixPicture
{
    private const int Gap = 2;
    private const int LargestEnlarged = 16;
    private const int Enlargement = 2;

    /// <summary>The lines of the pictures. Pictures too wide or too long are made smaller by averaging; what has no place is counted.</summary>
    /// <param name="tensor">The matrices.</param>
    /// <param name="display">What can be shown.</param>
    /// <param name="size">Rows and columns of each picture; else taken from the shape.</param>
    public static ImmutableArray<string> Draw(Tensor tensor, DisplayCapabilities display, (int Rows, int Columns)? size = null)
    {
        if (tensor.ElementCount == 0)
            return ["(empty)"];
        var stack = size is { } given
            ? new PictureStack(tensor.ElementCount / ((long)given.Rows * given.Columns), given.Rows, given.Columns)
            : PictureStack.Of(tensor.Shape);
        var hasColors = display.HasUnicode && display.Colors != ColorDepth.None;
        var (columnsPerCell, rowsPerLine) = hasColors ? (1, 2) : (2, 1);
        var width = Math.Max(display.Width, columnsPerCell);
        var step = Step(stack, width, Math.Max(display.Height, 1) * rowsPerLine, columnsPerCell);
        var (cellRows, cellColumns) = (PictureCells.Reduced(stack.Rows, step), PictureCells.Reduced(stack.Columns, step));
        var isEnlarged = hasColors && Math.Max(cellRows, cellColumns) <= LargestEnlarged && cellColumns * Enlargement <= width;
        var factor = isEnlarged ? Enlargement : 1;
        var (lineCount, lineWidth) = (((cellRows * factor) + rowsPerLine - 1) / rowsPerLine, cellColumns * factor * columnsPerCell);

        var perRow = Math.Max((width + Gap) / (lineWidth + Gap), 1);
        var rowsOfPictures = Math.Max((display.Height + 1) / (lineCount + 1), 1);
        var shown = (int)Math.Min(stack.Count, (long)perRow * rowsOfPictures);
        var pictures = new double[shown][,];
        for (var i = 0; i < shown; i++)
            pictures[i] = PictureCells.Enlarge(PictureCells.Shrink(tensor, (long)i * stack.Rows * stack.Columns, stack.Rows, stack.Columns, step), factor);
        var scale = ColorScale.Of(pictures);
        var painted = pictures.Select(cells => hasColors
            ? HalfBlockPainter.Paint(cells, scale, display.Colors == ColorDepth.Indexed)
            : ShadePainter.Paint(cells, scale, display.HasUnicode)).ToArray();
        return Arrange(painted, perRow, stack.Count - shown, display.Width);
    }

    // Of several pictures two stand side by side when that costs no more than half the resolution.
    private static int Step(PictureStack stack, int width, int rows, int columnsPerCell)
    {
        var alone = Math.Max(Fitting(stack.Columns, width / columnsPerCell), Fitting(stack.Rows, rows));
        var paired = Math.Max(alone, Fitting(stack.Columns, (width - Gap) / 2 / columnsPerCell));
        return stack.Count > 1 && alone == 1 && paired <= 2 ? paired : alone;
    }

    private static int Fitting(int size, int room) => PictureCells.Reduced(size, Math.Max(room, 1));

    private static ImmutableArray<string> Arrange(ImmutableArray<string>[] painted, int perRow, long left, int width)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        var line = new StringBuilder();
        for (var first = 0; first < painted.Length; first += perRow)
        {
            if (first > 0)
                lines.Add(string.Empty);
            for (var y = 0; y < painted[first].Length; y++)
            {
                line.Clear();
                for (var i = first; i < Math.Min(first + perRow, painted.Length); i++)
                    line.Append(' ', i > first ? Gap : 0).Append(painted[i][y]);
                lines.Add(line.ToString().TrimEnd());
            }
        }

        if (left > 0)
            lines.Add(DisplayText.Clip($"(and {left} more)", width));
        return lines.ToImmutable();
    }
}
