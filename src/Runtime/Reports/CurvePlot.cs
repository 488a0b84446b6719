using System.Collections.Immutable;

namespace Dsl.Runtime.Reports;

/// <summary>Draws curves as text: with dots of Braille where characters beyond ASCII are shown, else with one letter a curve.</summary>
public static class CurvePlot
{
    private const int Height = 12;
    private const int SmallestWidth = 16;
    private const int LabelDigits = 3;
    private const string Marks = "*o+x#@%&";

    private static readonly int[,] BrailleBits = { { 0x01, 0x08 }, { 0x02, 0x10 }, { 0x04, 0x20 }, { 0x40, 0x80 } };

    /// <summary>The lines of the picture. Points that are not finite are left out.</summary>
    /// <param name="series">The curves: each value stands at its position, from 0.</param>
    /// <param name="width">Columns in all.</param>
    /// <param name="isUnicode">Whether Braille may be used.</param>
    public static ImmutableArray<string> Draw(ImmutableArray<(string Label, double[] Values)> series, int width, bool isUnicode)
    {
        var finite = series.SelectMany(static s => s.Values).Where(double.IsFinite).ToArray();
        if (finite.Length == 0)
            return ["(nothing to plot)"];
        var (low, high) = (finite.Min(), finite.Max());
        var margin = high > low ? 0 : Math.Max(Math.Abs(high) * 0.5, 0.5);
        var (bottom, top) = (low - margin, high + margin);
        var labels = Enumerable.Range(0, Height).Select(row => row % 4 == 3 || row == 0
            ? NumberFormatter.Format(top - ((top - bottom) * row / (Height - 1)), LabelDigits)
            : string.Empty).ToArray();
        labels[Height - 1] = NumberFormatter.Format(bottom, LabelDigits);
        var gutter = labels.Max(static l => l.Length);
        var columns = Math.Max(width - gutter - 2, SmallestWidth);
        var length = series.Max(static s => s.Values.Length);
        var lines = ImmutableArray.CreateBuilder<string>();
        var rows = isUnicode ? DrawBraille(series, columns, length, bottom, top) : DrawLetters(series, columns, length, bottom, top);
        for (var row = 0; row < Height; row++)
            lines.Add($"{labels[row].PadLeft(gutter)} {(isUnicode ? '│' : '|')}{rows[row].TrimEnd()}".TrimEnd());
        lines.Add(new string(' ', gutter + 1) + (isUnicode ? "└" + new string('─', columns) : "+" + new string('-', columns)));
        var last = (length - 1).ToString();
        lines.Add(new string(' ', gutter + 2) + "0" + (length > 1 ? last.PadLeft(columns - 1) : string.Empty));
        lines.Add(new string(' ', gutter + 2) + string.Join("   ", series.Select((s, i) => isUnicode && series.Length == 1 ? s.Label : $"{Marks[i % Marks.Length]} {s.Label}")));
        return lines.ToImmutable();
    }

    private static string[] DrawLetters(ImmutableArray<(string Label, double[] Values)> series, int columns, int length, double bottom, double top)
    {
        var canvas = Blank(columns);
        for (var s = series.Length - 1; s >= 0; s--)
        {
            Trace(series[s].Values, columns, Height, length, bottom, top, (x, y) => canvas[y][x] = Marks[s % Marks.Length]);
        }

        return [.. canvas.Select(static row => new string(row))];
    }

    // Several curves would not be told apart by dots alone, so all but the first also carry their letter now and then.
    private static string[] DrawBraille(ImmutableArray<(string Label, double[] Values)> series, int columns, int length, double bottom, double top)
    {
        var dots = new int[Height, columns];
        foreach (var (_, values) in series)
            Trace(values, columns * 2, Height * 4, length, bottom, top, (x, y) => dots[y / 4, x / 2] |= BrailleBits[y % 4, x % 2]);
        var canvas = Blank(columns);
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < columns; x++)
                canvas[y][x] = dots[y, x] == 0 ? ' ' : (char)(0x2800 + dots[y, x]);
        }

        if (series.Length > 1)
        {
            for (var s = 0; s < series.Length; s++)
            {
                var phase = s;
                Trace(series[s].Values, columns, Height, length, bottom, top, (x, y) =>
                {
                    if (x % (4 * series.Length) == 4 * phase)
                        canvas[y][x] = Marks[phase % Marks.Length];
                });
            }
        }

        return [.. canvas.Select(static row => new string(row))];
    }

    private static char[][] Blank(int columns)
    {
        var canvas = new char[Height][];
        for (var y = 0; y < Height; y++)
        {
            canvas[y] = new char[columns];
            Array.Fill(canvas[y], ' ');
        }

        return canvas;
    }

    // Every column gets the curve's value there, and the rows between neighbours, so that the curve has no gaps.
    private static void Trace(double[] values, int columns, int rows, int length, double bottom, double top, Action<int, int> dot)
    {
        int? previous = null;
        for (var x = 0; x < columns; x++)
        {
            var at = length <= 1 ? 0 : (double)x * (length - 1) / (columns - 1);
            var left = (int)Math.Floor(at);
            if (left >= values.Length || (length <= 1 && x > 0))
                break;
            var right = Math.Min(left + 1, values.Length - 1);
            var value = values[left] + ((at - left) * (values[right] - values[left]));
            if (!double.IsFinite(value))
            {
                previous = null;
                continue;
            }

            var y = (int)Math.Round((top - value) / (top - bottom) * (rows - 1));
            y = Math.Clamp(y, 0, rows - 1);
            dot(x, y);
            for (var between = Math.Min(y, previous ?? y) + 1; between < Math.Max(y, previous ?? y); between++)
                dot(x, between);
            previous = y;
        }
    }
}
