using System.Collections.Immutable;
using System.Text;

namespace Dsl.Runtime.Reports;

/// <summary>Paints a picture in colours with upper half blocks: a character holds two cells, one above the other.</summary>
internal static class HalfBlockPainter
{
    private const string ResetCode = "\u001b[0m";
    private const char UpperHalf = '▀';

    /// <summary>One line for two rows; each is as many columns wide as the picture and ends without colour.</summary>
    public static ImmutableArray<string> Paint(double[,] cells, ColorScale scale, bool isIndexed)
    {
        var (rows, columns) = (cells.GetLength(0), cells.GetLength(1));
        var lines = ImmutableArray.CreateBuilder<string>((rows + 1) / 2);
        var line = new StringBuilder();
        for (var y = 0; y < rows; y += 2)
        {
            line.Clear();
            var hasLower = y + 1 < rows;
            var (upper, lower) = (string.Empty, string.Empty);
            for (var x = 0; x < columns; x++)
            {
                var code = ColorScale.Code(scale.ColorOf(cells[y, x]), isIndexed);
                if (code != upper)
                    line.Append("\u001b[38;").Append(code).Append('m');
                upper = code;
                if (hasLower)
                {
                    code = ColorScale.Code(scale.ColorOf(cells[y + 1, x]), isIndexed);
                    if (code != lower)
                        line.Append("\u001b[48;").Append(code).Append('m');
                    lower = code;
                }

                line.Append(UpperHalf);
            }

            lines.Add(line.Append(ResetCode).ToString());
        }

        return lines.MoveToImmutable();
    }
}
