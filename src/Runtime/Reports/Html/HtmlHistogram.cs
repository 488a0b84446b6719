using System.Collections.Immutable;

namespace Dsl.Runtime.Reports.Html;

/// <summary>Draws how values are distributed: as a chart of its own, or as a small one within a table.</summary>
internal static class HtmlHistogram
{
    private const double Width = 720;
    private const double Height = 220;
    private const double Margin = 34;
    private const double SmallWidth = 120;
    private const double SmallHeight = 30;

    /// <summary>Writes a figure.</summary>
    public static void Write(HtmlWriter page, RecordedHistogram histogram)
    {
        var title = histogram.Options.Title ?? histogram.Label;
        var most = Math.Max(histogram.Counts.Max(), 1);
        var width = (histogram.High - histogram.Low) / histogram.Counts.Length;
        page.Markup($"<figure><svg class=\"chart\" role=\"img\" viewBox=\"0 0 {Width} {Height}\"><title>{title}</title><desc>{histogram.Counts.Sum():N0} values from {NumberFormatter.Format(histogram.Low, 4)} to {NumberFormatter.Format(histogram.High, 4)}</desc>\n");
        page.Markup($"<path class=\"axis\" d=\"M{Margin} {Height - Margin}H{Width - Margin}\"/>");
        var bar = (Width - (2 * Margin)) / histogram.Counts.Length;
        for (var i = 0; i < histogram.Counts.Length; i++)
        {
            var share = histogram.Options.IsLogarithmic ? Math.Log(1.0 + histogram.Counts[i]) / Math.Log(1.0 + most) : (double)histogram.Counts[i] / most;
            var height = (Height - (2 * Margin)) * share;
            var (low, high) = (histogram.Low + (i * width), histogram.Low + ((i + 1) * width));
            page.Markup($"<rect class=\"f0\" x=\"{Margin + (i * bar) + 1:0.##}\" y=\"{Height - Margin - height:0.##}\" width=\"{Math.Max(bar - 2, 0.5):0.##}\" height=\"{height:0.##}\"><title>{NumberFormatter.Format(low, 4)} to {NumberFormatter.Format(high, 4)}: {histogram.Counts[i]:N0}</title></rect>");
        }

        page.Markup($"<text x=\"{Margin}\" y=\"{Height - 14}\">{NumberFormatter.Format(histogram.Low, 4)}</text><text x=\"{Width - Margin}\" y=\"{Height - 14}\" text-anchor=\"end\">{NumberFormatter.Format(histogram.High, 4)}</text><text x=\"{Margin}\" y=\"20\">{most:N0}</text></svg>");
        page.Markup($"<figcaption>{title}{(histogram.LeftOut > 0 ? $" ({histogram.LeftOut} left out: not finite)" : string.Empty)}</figcaption></figure>\n");
    }

    /// <summary>Writes a small one, for people who see it; its numbers stand beside it.</summary>
    public static void WriteSmall(HtmlWriter page, ImmutableArray<long> counts)
    {
        var most = Math.Max(counts.Max(), 1);
        var bar = SmallWidth / counts.Length;
        page.Markup($"<svg class=\"bars\" aria-hidden=\"true\" viewBox=\"0 0 {SmallWidth} {SmallHeight}\" preserveAspectRatio=\"none\">");
        for (var i = 0; i < counts.Length; i++)
        {
            var height = SmallHeight * counts[i] / most;
            page.Markup($"<rect x=\"{i * bar:0.##}\" y=\"{SmallHeight - height:0.##}\" width=\"{bar - 0.6:0.##}\" height=\"{height:0.##}\"/>");
        }

        page.Markup($"</svg>");
    }
}
