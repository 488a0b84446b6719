using System.Xml.Linq;
using Dsl.Language.Graph;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Reports;
using Dsl.Runtime.Reports.Html;

namespace Dsl.Runtime.Tests.Reports.Html;

/// <summary>The page about a run: what stands on it, and that nothing of a script can become more than text.</summary>
public class HtmlReportTests
{
    private const string Hostile = "</pre></title><script>alert('x')</script><img src=x onerror=\"alert(1)\">&#60;{0}";

    [Fact]
    public void Names_texts_and_paths_stay_text_wherever_they_stand()
    {
        var page = HtmlReport.Write(Facts(Hostile), Everything(Hostile));
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img src=x", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(&#39;x&#39;)", page, StringComparison.Ordinal);
        var document = Parse(page);
        Assert.Empty(document.Descendants("script"));
        Assert.DoesNotContain(document.Descendants().SelectMany(static element => element.Attributes()), static attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_comes_from_elsewhere()
    {
        var document = Parse(HtmlReport.Write(Facts("net.nn"), Everything("net")));
        var sources = document.Descendants().SelectMany(static element => element.Attributes()).Where(static attribute => attribute.Name.LocalName is "src" or "href").Select(static a => a.Value).ToList();
        Assert.NotEmpty(sources);
        Assert.All(sources, static source => Assert.True(source.StartsWith("data:image/png;base64,", StringComparison.Ordinal) || source.StartsWith('#')));
        Assert.Empty(document.Descendants("link"));
        Assert.DoesNotContain("url(", document.Descendants("style").Single().Value, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", (string)document.Descendants("meta").Single(static meta => meta.Attribute("http-equiv") is not null).Attribute("content")!, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_have_words_and_tables_have_heads()
    {
        var document = Parse(HtmlReport.Write(Facts("net.nn"), Everything("net")));
        Assert.All(document.Descendants("img"), static image => Assert.NotEmpty((string)image.Attribute("alt")!));
        var charts = document.Descendants().Where(static e => e.Name.LocalName == "svg" && (string?)e.Attribute("role") == "img").ToList();
        Assert.Equal(3, charts.Count);
        Assert.All(charts, static chart => Assert.Equal(["title", "desc"], chart.Elements().Take(2).Select(static e => e.Name.LocalName)));
        Assert.All(document.Descendants("table"), static table => Assert.Contains(table.Descendants("th"), static head => head.Attribute("scope") is not null));
        var ids = document.Descendants().Select(static e => (string?)e.Attribute("id")).OfType<string>().ToHashSet();
        Assert.All(document.Descendants("a"), link => Assert.Contains(((string)link.Attribute("href")!)[1..], ids));
    }

    [Fact]
    public void Curves_pictures_measures_and_weights_are_there_with_their_numbers()
    {
        var page = HtmlReport.Write(Facts("net.nn"), Everything("net"));
        Assert.Contains("record 2: loss 0.25", page, StringComparison.Ordinal);
        Assert.Contains("75.0%", page, StringComparison.Ordinal);
        Assert.Contains("6 trained numbers", page, StringComparison.Ordinal);
        Assert.Contains("first line\nsecond line", page, StringComparison.Ordinal);
        Assert.Contains("not finite", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Endless_output_is_bounded_and_counted()
    {
        var record = new RunRecord();
        var line = new string('x', 1000);
        for (var i = 0; i < 3000; i++)
            record.Print(line);
        Assert.True(record.LeftOut > 1000);
        Assert.True(record.Items.OfType<RecordedText>().Sum(static text => text.Text.Length) <= 1 << 20);
        Assert.Contains("are not kept here", HtmlReport.Write(Facts("net.nn"), record), StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_is_a_file_that_readers_of_its_format_accept()
    {
        var bytes = PngImage.Encode(new double[,] { { 0, 0.5, 1 }, { 1, 0, 0.25 } }, new ColorScale(0, 1)).AsSpan();
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], bytes[..8].ToArray());
        Assert.Equal([0, 0, 0, 13, (byte)'I', (byte)'H', (byte)'D', (byte)'R', 0, 0, 0, 3, 0, 0, 0, 2, 8, 2, 0, 0, 0], bytes[8..29].ToArray());
        // The checksum of the last chunk, which is empty, is the same in every file of this format.
        Assert.Equal([0, 0, 0, 0, (byte)'I', (byte)'E', (byte)'N', (byte)'D', 0xAE, 0x42, 0x60, 0x82], bytes[^12..].ToArray());
    }

    private static ReportFacts Facts(string text) =>
        new(text, $"print(\"{text}\")", "ran to its end", true, text, [KeyValuePair.Create("device", text)], [(text, text, true)]);

    private static RunRecord Everything(string text)
    {
        var record = new RunRecord();
        record.Print("first line");
        record.Print("second line");
        record.Print(text);
        record.Plot([(text, [1, double.NaN, 3])], new ChartOptions(text, text, text));
        using var matrix = Tensor.FromDoubles(ElementType.Float32, [2, 3], [1, 2, 3, 4, 5, double.PositiveInfinity]);
        record.Histogram(matrix, text, 4, new ChartOptions());
        record.Show(matrix, (2, 3), false);
        record.Train(new RecordedTraining(3, text, [new RecordedCurve("loss", [0.5, 0.25])], 20, TimeSpan.FromSeconds(2)));
        using var counts = Tensor.FromDoubles(ElementType.Float32, [2, 2], [3, 1, 0, 4]);
        record.Measure(4, text, "confusion", counts, [text, "other"]);
        using var scalar = Tensor.FromScalar(ElementType.Float32, 0.875);
        record.Measure(5, text, "accuracy", scalar, []);
        var weight = new Variable(text, new TensorType(ElementType.Float32, new Shape([new Axis(2), new Axis(3)])), VariableKind.Parameter, null);
        record.End(new Dictionary<Variable, Tensor> { [weight] = matrix });
        return record;
    }

    // The page is written so that a reader of XML accepts it too, but for the three elements of HTML that have no end.
    private static XDocument Parse(string page)
    {
        var closed = System.Text.RegularExpressions.Regex.Replace(page, "<(meta|img)([^>]*)>", "<$1$2/>");
        return XDocument.Parse(closed.Replace("<!DOCTYPE html>", string.Empty, StringComparison.Ordinal).Replace(" xmlns=\"http://www.w3.org/2000/svg\"", string.Empty, StringComparison.Ordinal));
    }
}
