using System.Globalization;

namespace Dsl.Runtime.Reports.Html;

/// <summary>Writes what is known of a run as one page that needs nothing from elsewhere and runs no program.</summary>
public static class HtmlReport
{
    private const int PictureScale = 6;
    private const int LargestPicture = 320;
    private const int SmallestPicture = 56;

    // Should anything ever slip through, a browser still loads and runs nothing.
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

    /// <summary>The page.</summary>
    public static string Write(ReportFacts facts, RunRecord record)
    {
        var page = new HtmlWriter();
        page.Markup($"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        page.Markup($"<meta http-equiv=\"Content-Security-Policy\" content=\"{Policy}\">\n<title>{facts.ScriptName}: {facts.Outcome}</title>\n<style>\n");
        page.Style();
        page.Markup($"\n</style>\n</head>\n<body>\n<header><h1>{facts.ScriptName}</h1>\n<p><span class=\"badge {(facts.IsSuccess ? "good" : "bad")}\">{facts.Outcome}</span></p></header>\n");
        WriteNavigation(page, facts, record);
        page.Markup($"<main>\n");
        WriteFacts(page, facts);
        if (record.Measures.Count > 0 || record.Confusions.Count > 0)
            WriteMeasures(page, record);
        if (record.Trainings.Count > 0)
            WriteTrainings(page, record);
        if (record.Items.Count > 0)
            WriteOutput(page, record);
        if (record.Weights.Count > 0)
            WeightSection.Write(page, record);
        page.Markup($"<section id=\"script\"><h2>Script</h2>\n<pre tabindex=\"0\">{facts.ScriptText}</pre></section>\n</main>\n</body>\n</html>\n");
        return page.ToString();
    }

    /// <summary>Writes pictures side by side.</summary>
    internal static void WritePictures(HtmlWriter page, RecordedPictures pictures, string what)
    {
        page.Markup($"<figure><figcaption>{what}{pictures.Description}</figcaption><div class=\"pictures\">");
        var number = 0;
        foreach (var picture in pictures.Pictures)
        {
            var longer = Math.Max(picture.Rows, picture.Columns);
            var scale = Math.Max(Math.Min(pictures.Pictures.Length > 8 ? PictureScale / 2 : PictureScale, LargestPicture / Math.Max(longer, 1)), (double)SmallestPicture / longer);
            var (width, height) = (Math.Max(1, (int)(picture.Columns * Math.Min(scale, LargestPicture / (double)longer))), Math.Max(1, (int)(picture.Rows * Math.Min(scale, LargestPicture / (double)longer))));
            page.Markup($"<img width=\"{width}\" height=\"{height}\" alt=\"picture {++number} of {pictures.Pictures.Length + pictures.LeftOut}, {picture.Rows} by {picture.Columns}\" src=\"data:image/png;base64,");
            page.Base64(picture.File.AsSpan()).Markup($"\">");
        }

        page.Markup($"</div>");
        if (pictures.LeftOut > 0)
            page.Markup($"<p class=\"soft\">and {pictures.LeftOut:N0} more</p>");
        page.Markup($"</figure>\n");
    }

    private static void WriteNavigation(HtmlWriter page, ReportFacts facts, RunRecord record)
    {
        page.Markup($"<nav aria-label=\"Parts of this page\"><a href=\"#run\">Run</a>");
        if (record.Measures.Count > 0 || record.Confusions.Count > 0)
            page.Markup($"<a href=\"#measures\">Measures</a>");
        if (record.Trainings.Count > 0)
            page.Markup($"<a href=\"#training\">Training</a>");
        if (record.Items.Count > 0)
            page.Markup($"<a href=\"#output\">Output</a>");
        if (record.Weights.Count > 0)
            page.Markup($"<a href=\"#weights\">Weights</a>");
        page.Markup($"<a href=\"#script\">Script</a></nav>\n");
    }

    private static void WriteFacts(HtmlWriter page, ReportFacts facts)
    {
        page.Markup($"<section id=\"run\"><h2>Run</h2>\n");
        if (facts.Problem is { } problem)
            page.Markup($"<pre class=\"wrap bad\">{problem}</pre>\n");
        page.Markup($"<div class=\"scroll\"><table><caption>How it was run</caption><tbody>\n");
        foreach (var (name, value) in facts.Facts)
            page.Markup($"<tr><th scope=\"row\">{name}</th><td>{value}</td></tr>\n");
        page.Markup($"</tbody></table></div>\n");
        if (facts.Settings.Length > 0)
        {
            page.Markup($"<div class=\"scroll\"><table><caption>Settings of the script</caption><thead><tr><th scope=\"col\">name</th><th scope=\"col\">value</th><th scope=\"col\">from</th></tr></thead><tbody>\n");
            foreach (var (name, value, isGiven) in facts.Settings)
                page.Markup($"<tr><th scope=\"row\">{name}</th><td>{value}</td><td>{(isGiven ? "--set" : "the script")}</td></tr>\n");
            page.Markup($"</tbody></table></div>\n");
        }

        page.Markup($"</section>\n");
    }

    private static void WriteMeasures(HtmlWriter page, RunRecord record)
    {
        page.Markup($"<section id=\"measures\"><h2>Measures</h2>\n");
        if (record.Measures.Count > 0)
        {
            page.Markup($"<div class=\"scroll\"><table><caption>Measured over data sets, in the order of the run</caption><thead><tr><th scope=\"col\" class=\"n\">line</th><th scope=\"col\">statement</th><th scope=\"col\">measure</th><th scope=\"col\" class=\"n\">value</th></tr></thead><tbody>\n");
            foreach (var measure in record.Measures)
                page.Markup($"<tr><td class=\"n\">{measure.Line}</td><td class=\"path\">{measure.Statement}</td><td>{measure.Name}</td><td class=\"n\">{NumberFormatter.Format(measure.Value)}</td></tr>\n");
            page.Markup($"</tbody></table></div>\n");
        }

        foreach (var confusion in record.Confusions)
            WriteConfusion(page, confusion);
        page.Markup($"</section>\n");
    }

    private static void WriteConfusion(HtmlWriter page, RecordedConfusion confusion)
    {
        page.Markup($"<div class=\"scroll\"><table class=\"confusion\"><caption>Line {confusion.Line}: how often each class (down) was taken for each class (across)</caption><thead><tr><td></td>");
        foreach (var name in confusion.Classes)
            page.Markup($"<th scope=\"col\">{name}</th>");
        page.Markup($"<th scope=\"col\">found</th></tr></thead><tbody>\n");
        for (var row = 0; row < confusion.Counts.Length; row++)
        {
            var total = Math.Max(confusion.Counts[row].Sum(), 1);
            page.Markup($"<tr><th scope=\"row\">{confusion.Classes[row]}</th>");
            for (var column = 0; column < confusion.Counts[row].Length; column++)
            {
                var count = confusion.Counts[row][column];
                page.Markup($"<td class=\"{(row == column ? "right" : "wrong")}\" style=\"background:rgba(var(--cell),{0.75 * count / total:0.###})\">{count}</td>");
            }

            page.Markup($"<td>{(double)confusion.Counts[row][row] / total:0.0%}</td></tr>\n");
        }

        page.Markup($"</tbody></table></div>\n");
    }

    private static void WriteTrainings(HtmlWriter page, RunRecord record)
    {
        page.Markup($"<section id=\"training\"><h2>Training</h2>\n");
        foreach (var training in record.Trainings)
        {
            var records = training.Curves.Max(static curve => curve.Values.Length);
            page.Markup($"<h3>Line {training.Line}: <code>{training.Statement}</code></h3>\n<p class=\"soft\">{training.Steps:N0} steps in {Duration(training.Duration)}");
            foreach (var curve in training.Curves.Where(static curve => curve.Values.Length > 0))
                page.Markup($"; {curve.Label} {NumberFormatter.Format(curve.Values[^1], 4)}");
            page.Markup($"</p>\n");

            // Losses have one scale, what else is measured another.
            var losses = training.Curves.Where(static curve => curve.Label.EndsWith("loss", StringComparison.Ordinal)).ToList();
            if (records > 1)
                HtmlChart.Write(page, "Loss", [.. losses], new ChartOptions(XLabel: "record"), 1, "record");
            var others = training.Curves.Except(losses).ToList();
            if (records > 1 && others.Count > 0)
                HtmlChart.Write(page, "Metrics", [.. others], new ChartOptions(XLabel: "record"), 1, "record");
        }

        page.Markup($"</section>\n");
    }

    private static void WriteOutput(HtmlWriter page, RunRecord record)
    {
        page.Markup($"<section id=\"output\"><h2>Output</h2>\n");
        foreach (var item in record.Items)
        {
            switch (item)
            {
                case RecordedText text:
                    page.Markup($"<pre tabindex=\"0\">{text.Text}</pre>\n");
                    break;
                case RecordedCurves curves:
                    HtmlChart.Write(page, curves.Options.Title ?? string.Join(", ", curves.Curves.Select(static curve => curve.Label)), curves.Curves, curves.Options, 0, "position");
                    break;
                case RecordedHistogram histogram:
                    HtmlHistogram.Write(page, histogram);
                    break;
                case RecordedPictures pictures:
                    WritePictures(page, pictures, string.Empty);
                    break;
            }
        }

        if (record.LeftOut > 0)
            page.Markup($"<p class=\"soft\">{record.LeftOut:N0} more pieces of output are not kept here.</p>\n");
        page.Markup($"</section>\n");
    }

    /// <summary>A time in words.</summary>
    public static string Duration(TimeSpan time) =>
        time.TotalSeconds < 1 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms")
        : time.TotalSeconds < 120 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}:{time.Seconds:00} min");
}
