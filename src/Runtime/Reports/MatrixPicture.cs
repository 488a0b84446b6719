using System.Collections.Immutable;
using System.Text;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Reports;

/// <summary>Shows a matrix as a picture of light and dark: with shade characters where those are shown, else with ASCII from blank to <c>@</c>.</summary>
public static class MatrixPicture
{
    private const int MaximumLines = 60;
    private const string AsciiShades = " .:-=+*#%@";
    private const string BlockShades = " ░▒▓█";

    /// <summary>
    /// The lines of the picture; the smallest value is blank, the largest darkest. A single leading or trailing axis is left out; of more than one
    /// matrix the first is shown. Pictures wider than <paramref name="width"/> or very long are made smaller by averaging.
    /// </summary>
    public static ImmutableArray<string> Draw(Tensor tensor, int width, bool isUnicode)
    {
        var sizes = tensor.Shape.Where(static s => s != 1).ToImmutableArray();
        if (tensor.ElementCount == 0)
            return ["(empty)"];
        var (rows, columns) = sizes.Length switch
        {
            0 => (1, 1),
            1 => Square(sizes[0]),
            _ => (sizes[^2], sizes[^1]),
        };
        var step = (int)Math.Max(1, Math.Max(Math.Ceiling(2.0 * columns / Math.Max(width, 2)), Math.Ceiling((double)rows / MaximumLines)));
        var cells = Shrink(tensor, rows, columns, step);
        var finite = cells.Cast<double>().Where(double.IsFinite).ToArray();
        var (low, high) = finite.Length == 0 ? (0, 0) : (finite.Min(), finite.Max());
        var shades = isUnicode ? BlockShades : AsciiShades;
        var lines = ImmutableArray.CreateBuilder<string>(cells.GetLength(0));
        var line = new StringBuilder();
        for (var y = 0; y < cells.GetLength(0); y++)
        {
            line.Clear();
            for (var x = 0; x < cells.GetLength(1); x++)
                line.Append(Shade(cells[y, x], low, high, shades), 2);
            lines.Add(line.ToString().TrimEnd());
        }

        return lines.ToImmutable();
    }

    // A vector whose length is a square, such as 784, is an image without its shape.
    private static (int Rows, int Columns) Square(int length)
    {
        var side = (int)Math.Sqrt(length);
        return side * side == length && side > 3 ? (side, side) : (1, length);
    }

    private static double[,] Shrink(Tensor tensor, int rows, int columns, int step)
    {
        var result = new double[(rows + step - 1) / step, (columns + step - 1) / step];
        for (var y = 0; y < result.GetLength(0); y++)
        {
            for (var x = 0; x < result.GetLength(1); x++)
            {
                var (sum, count) = (0.0, 0);
                for (var row = y * step; row < Math.Min((y + 1) * step, rows); row++)
                {
                    for (var column = x * step; column < Math.Min((x + 1) * step, columns); column++, count++)
                        sum += tensor.GetDouble(((long)row * columns) + column);
                }

                result[y, x] = sum / count;
            }
        }

        return result;
    }

    private static char Shade(double value, double low, double high, string shades)
    {
        if (!double.IsFinite(value))
            return '?';
        var share = high > low ? (value - low) / (high - low) : (value > 0 ? 1 : 0);
        return shades[Math.Clamp((int)(share * shades.Length), 0, shades.Length - 1)];
    }
}
