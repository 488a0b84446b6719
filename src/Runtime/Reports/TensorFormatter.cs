using System.Globalization;
using System.Text;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Reports;

/// <summary>
/// Writes tensors: a scalar as its number, <c>[4, 6]</c>, <c>[[1, 2], [3, 4]]</c>, and what does not fit on a line with one row a line and
/// aligned columns. Of a large tensor it shows the edges and the shape.
/// </summary>
public static class TensorFormatter
{
    private const int LargestWhole = 1000;
    private const int Edge = 3;
    private const int LineWidth = 80;
    private const int LargestRank = 32;

    /// <param name="tensor">What to write.</param>
    /// <param name="format">A script's format, or null.</param>
    public static string Format(Tensor tensor, string? format = null)
    {
        if (tensor.Shape.IsEmpty)
            return FormatElement(tensor, 0, format);
        if (tensor.Shape.Length > LargestRank)
            return $"a tensor of {tensor.Shape.Length} axes";
        if (tensor.ElementCount == 0)
            return tensor.Shape.Length == 1 ? "[]" : $"[] of shape {FormatShape(tensor)}";

        var isAbridged = tensor.ElementCount > LargestWhole;
        var cells = new Dictionary<long, string>();
        CollectCells(tensor, 0, 0, isAbridged, format, cells);
        if (cells.Count <= LineWidth && !isAbridged && WriteOnOneLine(tensor, cells) is { Length: <= LineWidth } line)
            return line;
        var width = tensor.Shape.Length == 1 ? 0 : cells.Values.Max(static c => c.Length);
        var text = new StringBuilder();
        WriteAxis(text, tensor, 0, 0, isAbridged, cells, width);
        if (isAbridged)
            text.Append(CultureInfo.InvariantCulture, $" of shape {FormatShape(tensor)}");
        return text.ToString();
    }

    /// <summary>The sizes as a script writes them: <c>[60000, 784]</c>.</summary>
    public static string FormatShape(Tensor tensor) => $"[{string.Join(", ", tensor.Shape)}]";

    private static string WriteOnOneLine(Tensor tensor, Dictionary<long, string> cells)
    {
        var text = new StringBuilder();
        WriteBrackets(0, 0);
        return text.ToString();

        void WriteBrackets(int axis, long offset)
        {
            if (axis == tensor.Shape.Length)
            {
                text.Append(cells[offset]);
                return;
            }

            text.Append('[');
            for (var position = 0; position < tensor.Shape[axis]; position++)
            {
                if (position > 0)
                    text.Append(", ");
                WriteBrackets(axis + 1, (offset * tensor.Shape[axis]) + position);
            }

            text.Append(']');
        }
    }

    /// <summary>One element, by row-major position.</summary>
    public static string FormatElement(Tensor tensor, long index, string? format = null) => tensor.Element == ElementType.Int
        ? NumberFormatter.Format(tensor.AsSpan<long>()[(int)index], format)
        : NumberFormatter.Format(tensor.GetDouble(index), tensor.Element, format);

    private static IEnumerable<int> Positions(int size, bool isAbridged) => isAbridged && size > 2 * Edge
        ? [.. Enumerable.Range(0, Edge), -1, .. Enumerable.Range(size - Edge, Edge)]
        : Enumerable.Range(0, size);

    private static void CollectCells(Tensor tensor, int axis, long offset, bool isAbridged, string? format, Dictionary<long, string> cells)
    {
        foreach (var position in Positions(tensor.Shape[axis], isAbridged))
        {
            if (position < 0)
                continue;
            var index = (offset * tensor.Shape[axis]) + position;
            if (axis == tensor.Shape.Length - 1)
                cells[index] = FormatElement(tensor, index, format);
            else
                CollectCells(tensor, axis + 1, index, isAbridged, format, cells);
        }
    }

    private static void WriteAxis(StringBuilder text, Tensor tensor, int axis, long offset, bool isAbridged, Dictionary<long, string> cells, int width)
    {
        text.Append('[');
        var isInnermost = axis == tensor.Shape.Length - 1;
        var indent = new string(' ', axis + 1);
        var lineStart = LineStart(text);
        var isFirst = true;
        foreach (var position in Positions(tensor.Shape[axis], isAbridged))
        {
            if (!isFirst)
                text.Append(',');
            if (!isInnermost)
            {
                // Matrices inside a larger tensor are set apart by an empty line.
                if (!isFirst)
                    text.Append('\n', Math.Min(tensor.Shape.Length - 1 - axis, 2)).Append(indent);
                if (position < 0)
                    text.Append("...");
                else
                    WriteAxis(text, tensor, axis + 1, (offset * tensor.Shape[axis]) + position, isAbridged, cells, width);
            }
            else
            {
                var cell = position < 0 ? "..." : cells[(offset * tensor.Shape[axis]) + position].PadLeft(width);
                if (!isFirst && text.Length - lineStart + cell.Length + 2 > LineWidth)
                {
                    text.Append('\n').Append(indent);
                    lineStart = text.Length - indent.Length;
                }
                else if (!isFirst)
                {
                    text.Append(' ');
                }

                text.Append(cell);
            }

            isFirst = false;
        }

        text.Append(']');
    }

    private static int LineStart(StringBuilder text)
    {
        for (var i = text.Length - 1; i >= 0; i--)
        {
            if (text[i] == '\n')
                return i + 1;
        }

        return 0;
    }
}
