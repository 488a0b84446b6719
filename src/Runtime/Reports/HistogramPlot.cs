using System.Collections.Immutable;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Reports;

/// <summary>Draws how often the elements of a tensor lie in ranges of equal width, as bars of Braille where it is shown, else of <c>#</c>.</summary>
public static class HistogramPlot
{
    /// <summary>How many ranges there are unless a script says so.</summary>
    public const int UsualBins = 20;

    private const int DotsForGap = 4;

    /// <summary>The lines of the picture. What is not finite is left out and counted; there are no more ranges than dots side by side.</summary>
    /// <param name="tensor">The values, in any shape.</param>
    /// <param name="label">What they are, for the line below.</param>
    /// <param name="bins">How many ranges, at least 1.</param>
    /// <param name="display">What can be shown.</param>
    /// <param name="options">Titles, labels and scale; a logarithmic one shows <c>log(1 + count)</c>, so that nothing is at 0.</param>
    public static ImmutableArray<string> Draw(Tensor tensor, string label, int bins, DisplayCapabilities display, ChartOptions? options = null)
    {
        options ??= new ChartOptions();
        var statistics = TensorStatistics.Of(tensor);
        if (statistics.Finite == 0)
            return [DisplayText.Clip("(nothing to plot)", display.Width)];
        var (low, high) = (statistics.Smallest, statistics.Largest);
        if (low == high)
        {
            var margin = Math.Max(Math.Abs(low) * 0.5, 0.5);
            (low, high) = (Math.Max(low - margin, double.MinValue), Math.Min(high + margin, double.MaxValue));
        }

        var counts = Count(tensor, low, high, Math.Clamp(bins, 1, MostBins(display)));
        var most = counts.Max();
        List<string> footer = [statistics.Finite == 1 ? $"{label} (1 value)" : $"{label} ({statistics.Finite} values)"];
        if (statistics.Finite < tensor.ElementCount)
            footer.Add($"({tensor.ElementCount - statistics.Finite} left out: not finite)");
        return ChartFrame.Draw(display, options, ValueAt, (ChartFrame.Label(low), ChartFrame.Label(high)), Body, footer);

        double ValueAt(double share) => options.IsLogarithmic ? Math.Pow(1.0 + most, share) - 1 : most * share;

        string[] Body(int columns)
        {
            var canvas = new DotCanvas(columns, display.HasUnicode);
            var hasGaps = canvas.Width / counts.Length >= DotsForGap;
            for (var x = 0; x < canvas.Width; x++)
            {
                var bin = (int)((long)x * counts.Length / canvas.Width);
                var isLastOfBin = (long)(x + 1) * counts.Length / canvas.Width > bin;
                if (counts[bin] == 0 || (hasGaps && isLastOfBin))
                    continue;
                var share = options.IsLogarithmic ? Math.Log(1.0 + counts[bin]) / Math.Log(1.0 + most) : (double)counts[bin] / most;
                var height = Math.Clamp((int)Math.Round(share * canvas.Height), 1, canvas.Height);
                for (var y = canvas.Height - height; y < canvas.Height; y++)
                    canvas.Set(x, y, '#');
            }

            return canvas.Render();
        }
    }

    // The labels beside the body take a few columns, which are not known before the counts are.
    private static int MostBins(DisplayCapabilities display) => Math.Max(display.Width / 2, 1);

    private static long[] Count(Tensor tensor, double low, double high, int bins)
    {
        var counts = new long[bins];
        for (var i = 0L; i < tensor.ElementCount; i++)
        {
            var value = tensor.GetDouble(i);
            if (double.IsFinite(value))
                counts[Math.Clamp((int)(((value / 2) - (low / 2)) / ((high / 2) - (low / 2)) * bins), 0, bins - 1)]++;
        }

        return counts;
    }
}
