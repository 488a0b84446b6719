using System.Collections.Immutable;
using System.Globalization;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Reports;

/// <summary>Draws curves as text: with dots of Braille where characters beyond ASCII are shown, else with one letter a curve.</summary>
public static class CurvePlot
{
    private const string Marks = "*o+x#@%&";
    private const int ColumnsBetweenMarks = 4;

    /// <summary>The lines of the picture. Points that are not finite, and on a logarithmic scale those that are not above 0, are left out and counted.</summary>
    /// <param name="series">The curves: each value stands at its position, from 0.</param>
    /// <param name="display">What can be shown.</param>
    /// <param name="options">Titles, labels and scale.</param>
    public static ImmutableArray<string> Draw(ImmutableArray<(string Label, double[] Values)> series, DisplayCapabilities display, ChartOptions? options = null)
    {
        options ??= new ChartOptions();
        var heights = series.Select(s => options.IsLogarithmic ? Array.ConvertAll(s.Values, Logarithm) : s.Values).ToArray();
        var finite = heights.SelectMany(static h => h).Where(double.IsFinite).ToArray();
        if (finite.Length == 0)
            return [DisplayText.Clip("(nothing to plot)", display.Width)];
        var (low, high) = (finite.Min(), finite.Max());
        var margin = high > low ? 0 : Math.Max(Math.Abs(high) * 0.5, 0.5);
        var (bottom, top) = (Math.Max(low - margin, double.MinValue), Math.Min(high + margin, double.MaxValue));
        var length = heights.Max(static h => h.Length);

        var isLegendPlain = display.HasUnicode && series.Length == 1;
        List<string> footer = [string.Join("   ", series.Select((s, i) => isLegendPlain ? s.Label : $"{Marks[i % Marks.Length]} {s.Label}"))];
        var left = heights.Sum(static h => (long)h.Length) - finite.Length;
        if (left > 0)
            footer.Add(options.IsLogarithmic ? $"({left} left out: not finite, or not above 0)" : $"({left} left out: not finite)");
        return ChartFrame.Draw(display, options, ValueAt, ("0", length > 1 ? (length - 1).ToString(CultureInfo.InvariantCulture) : string.Empty), Body, footer);

        double ValueAt(double share)
        {
            var height = (bottom * (1 - share)) + (top * share);
            return options.IsLogarithmic ? Math.Pow(10, height) : height;
        }

        string[] Body(int columns)
        {
            var canvas = new DotCanvas(columns, display.HasUnicode);
            for (var s = heights.Length - 1; s >= 0; s--)
            {
                var mark = Marks[s % Marks.Length];
                Trace(heights[s], canvas.Width, canvas.Height, length, bottom, top, (x, y) => canvas.Set(x, y, mark));
            }

            // Several curves would not be told apart by dots alone, so each carries its letter now and then.
            for (var s = 0; display.HasUnicode && heights.Length > 1 && s < heights.Length; s++)
            {
                var phase = s;
                Trace(heights[s], columns, ChartFrame.Height, length, bottom, top, (x, y) =>
                {
                    if (x % (ColumnsBetweenMarks * heights.Length) == ColumnsBetweenMarks * phase)
                        canvas.Mark(x, y, Marks[phase % Marks.Length]);
                });
            }

            return canvas.Render();
        }
    }

    private static double Logarithm(double value) => value > 0 ? Math.Log10(value) : double.NaN;

    // Every column gets the curve's value there, and the rows between neighbours, so that the curve has no gaps.
    private static void Trace(double[] values, int columns, int rows, int length, double bottom, double top, Action<int, int> dot)
    {
        int? previous = null;
        for (var x = 0; x < columns; x++)
        {
            var at = length <= 1 || columns <= 1 ? 0 : (double)x * (length - 1) / (columns - 1);
            var left = (int)Math.Floor(at);
            if (left >= values.Length || (length <= 1 && x > 0))
                break;
            var share = at - left;
            var value = share == 0 ? values[left] : (values[left] * (1 - share)) + (values[Math.Min(left + 1, values.Length - 1)] * share);
            if (!double.IsFinite(value))
            {
                previous = null;
                continue;
            }

            // Halved, so that the distance of the largest numbers that there are is finite.
            var y = (int)Math.Round(((top / 2) - (value / 2)) / ((top / 2) - (bottom / 2)) * (rows - 1));
            y = Math.Clamp(y, 0, rows - 1);
            dot(x, y);
            for (var between = Math.Min(y, previous ?? y) + 1; between < Math.Max(y, previous ?? y); between++)
                dot(x, between);
            previous = y;
        }
    }
}
