namespace Dsl.Runtime.Reports.Html;

/// <summary>The part of a report about weights: a table of all, pictures of those that have a form to see.</summary>
internal static class WeightSection
{
    public static void Write(HtmlWriter page, RunRecord record)
    {
        page.Markup($"<section id=\"weights\"><h2>Weights</h2>\n<p>{record.TrainedNumbers:N0} trained numbers at the end of the run.</p>\n<div class=\"scroll\"><table><caption>Every weight with its values</caption>");
        page.Markup($"<thead><tr><th scope=\"col\">weight</th><th scope=\"col\">type</th><th scope=\"col\" class=\"n\">numbers</th><th scope=\"col\" class=\"n\">smallest</th><th scope=\"col\" class=\"n\">mean</th><th scope=\"col\" class=\"n\">largest</th><th scope=\"col\">distribution</th></tr></thead><tbody>\n");
        foreach (var weight in record.Weights)
        {
            var figures = weight.Statistics;
            page.Markup($"<tr><th scope=\"row\" class=\"path\">{weight.Path}</th><td>{weight.Type}</td><td class=\"n\">{weight.Elements:N0}</td><td class=\"n\">{NumberFormatter.Format(figures.Smallest, 3)}</td><td class=\"n\">{NumberFormatter.Format(figures.Mean, 3)}</td><td class=\"n\">{NumberFormatter.Format(figures.Largest, 3)}</td><td>");
            HtmlHistogram.WriteSmall(page, weight.Counts);
            if (figures.NotNumbers + figures.Infinite is > 0 and var broken)
                page.Markup($"<span class=\"bad\">{broken:N0} not finite</span>");
            page.Markup($"</td></tr>\n");
        }

        page.Markup($"</tbody></table></div>\n");
        foreach (var weight in record.Weights)
        {
            if (weight.Pictures is { } pictures)
                HtmlReport.WritePictures(page, pictures, $"{weight.Path}: ");
        }

        page.Markup($"<p class=\"soft\">Blue is below 0, red above, black is 0; the scale is that of each weight.</p></section>\n");
    }
}
