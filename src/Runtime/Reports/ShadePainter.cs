using System.Collections.Immutable;

namespace Dsl.Runtime.Reports;

/// <summary>Paints a picture without colours: two equal characters a cell, from blank for the smallest value to the darkest for the largest.</summary>
internal static class ShadePainter
{
    private const string AsciiShades = " .:-=+*#%@";
    private const string BlockShades = " ░▒▓█";

    /// <summary>One line for a row; what is not finite is <c>??</c>.</summary>
    public static ImmutableArray<string> Paint(double[,] cells, ColorScale scale, bool isUnicode)
    {
        var shades = isUnicode ? BlockShades : AsciiShades;
        var (rows, columns) = (cells.GetLength(0), cells.GetLength(1));
        var lines = ImmutableArray.CreateBuilder<string>(rows);
        var line = new char[columns * 2];
        for (var y = 0; y < rows; y++)
        {
            for (var x = 0; x < columns; x++)
            {
                var value = cells[y, x];
                line[2 * x] = line[(2 * x) + 1] = double.IsFinite(value)
                    ? shades[Math.Clamp((int)(scale.Share(value) * shades.Length), 0, shades.Length - 1)]
                    : '?';
            }

            lines.Add(new string(line));
        }

        return lines.MoveToImmutable();
    }
}
