using System.Collections.Immutable;
using System.Text;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Reports;

/// <summary>Writes the elements of a tensor as a table that fits the width, with the edges of what does not: first and last rows, first and last columns.</summary>
public static class TensorTable
{
    private const int Digits = 4;
    private const int MostRows = 10;
    private const int EdgeRows = 4;
    private const int MostRowsOfSeveral = 6;
    private const int EdgeRowsOfSeveral = 2;
    private const int MostMatrices = 3;
    private const string ColumnGap = "  ";
    private const int Omission = -1;

    /// <summary>The lines of the table; of more than one matrix each has a line with its position before it.</summary>
    public static ImmutableArray<string> Draw(Tensor tensor, DisplayCapabilities display)
    {
        if (tensor.ElementCount == 0)
            return ["(empty)"];
        var sizes = tensor.Shape;
        var columns = sizes.IsEmpty ? 1 : sizes[^1];
        var rows = sizes.Length < 2 ? 1 : sizes[^2];
        var matrices = tensor.ElementCount / ((long)rows * columns);
        var lines = ImmutableArray.CreateBuilder<string>();
        for (var matrix = 0L; matrix < matrices; matrix++)
        {
            if (matrices > MostMatrices && matrix == MostMatrices - 1)
            {
                lines.Add(Dots(display));
                matrix = matrices - 1;
            }

            if (matrices > 1)
                lines.Add(Position(sizes, matrix) + ":");
            DrawMatrix(lines, tensor, matrix * rows * columns, ShownRows(rows, matrices > 1), columns, display);
        }

        for (var i = 0; i < lines.Count; i++)
            lines[i] = DisplayText.Clip(lines[i], display.Width);
        return lines.ToImmutable();
    }

    private static string Dots(DisplayCapabilities display) => display.HasUnicode ? "…" : "...";

    private static string Position(ImmutableArray<int> sizes, long matrix)
    {
        var text = ", :, :]";
        for (var axis = sizes.Length - 3; axis >= 0; axis--)
        {
            text = (axis == 0 ? "[" : ", ") + (matrix % sizes[axis]) + text;
            matrix /= sizes[axis];
        }

        return text;
    }

    // All of it fits into a window of 24 lines.
    private static int[] ShownRows(int rows, bool isOneOfSeveral)
    {
        var (most, edge) = isOneOfSeveral ? (MostRowsOfSeveral, EdgeRowsOfSeveral) : (MostRows, EdgeRows);
        return rows <= most ? [.. Enumerable.Range(0, rows)] : [.. Enumerable.Range(0, edge), Omission, .. Enumerable.Range(rows - edge, edge)];
    }

    private static void DrawMatrix(ImmutableArray<string>.Builder lines, Tensor tensor, long first, int[] shownRows, int columns, DisplayCapabilities display)
    {
        var (left, right) = FittingColumns(tensor, first, shownRows, columns, display);
        var line = new StringBuilder();
        foreach (var row in shownRows)
        {
            if (row == Omission)
            {
                lines.Add(Dots(display));
                continue;
            }

            line.Clear();
            Append(line, left, row);
            if (left.Count + right.Count < columns)
                line.Append(line.Length > 0 ? ColumnGap : string.Empty).Append(Dots(display));
            Append(line, right, row);
            lines.Add(line.ToString());
        }

        void Append(StringBuilder text, List<(int Column, int Width)> shown, int row)
        {
            foreach (var (column, width) in shown)
                text.Append(text.Length > 0 ? ColumnGap : string.Empty).Append(Cell(tensor, first + ((long)row * columns) + column).PadLeft(width));
        }
    }

    // From both edges by turns, as long as they fit beside the dots; a first column there is always.
    private static (List<(int Column, int Width)> Left, List<(int Column, int Width)> Right) FittingColumns(
        Tensor tensor, long first, int[] shownRows, int columns, DisplayCapabilities display)
    {
        List<(int Column, int Width)> left = [], right = [];
        var used = 0;
        for (var i = 0; i < columns; i++)
        {
            var isLeft = i % 2 == 0;
            var column = isLeft ? i / 2 : columns - 1 - (i / 2);
            var width = shownRows.Where(static row => row != Omission).Max(row => Cell(tensor, first + ((long)row * columns) + column).Length);
            used += width + (i > 0 ? ColumnGap.Length : 0);
            var dots = i == columns - 1 ? 0 : ColumnGap.Length + Dots(display).Length;
            if (i > 0 && used + dots > display.Width)
                break;
            if (isLeft)
                left.Add((column, width));
            else
                right.Insert(0, (column, width));
        }

        return (left, right);
    }

    private static string Cell(Tensor tensor, long index) => tensor.Element switch
    {
        ElementType.Int => NumberFormatter.Format(tensor.AsSpan<long>()[(int)index], null),
        ElementType.Bool => NumberFormatter.Format(tensor.GetDouble(index), tensor.Element, null),
        _ => NumberFormatter.Format(tensor.GetDouble(index), Digits),
    };
}
