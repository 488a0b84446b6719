using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Dsl.Runtime.Reports.Html;

/// <summary>Draws curves as a picture whose values appear under the pointer, and as a table behind it.</summary>
internal static class HtmlChart
{
    private const double Width = 720;
    private const double Height = 260;
    private const double Left = 74;
    private const double Right = 14;
    private const double Top = 22;
    private const double Bottom = 34;
    private const int MostPoints = 600;
    private const int MostStops = 80;
    private const int MostRows = 200;
    private const int Ticks = 4;
    private const int Colors = 6;
    private const int Digits = 4;
    private const int MostDigits = 9;

    /// <summary>Writes a figure.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="title">What is drawn.</param>
    /// <param name="curves">The curves.</param>
    /// <param name="options">Labels and scale.</param>
    /// <param name="first">The number of the first position.</param>
    /// <param name="position">What a position is called: step, epoch, record.</param>
    public static void Write(HtmlWriter page, string title, ImmutableArray<RecordedCurve> curves, ChartOptions options, int first, string position)
    {
        var frame = Frame.Of(curves, options.IsLogarithmic);
        page.Markup($"<figure>");
        if (frame is null)
        {
            page.Markup($"<figcaption>{title}: there is no finite value to draw</figcaption></figure>\n");
            return;
        }

        page.Markup($"<svg class=\"chart\" role=\"img\" viewBox=\"0 0 {Width} {Height}\"><title>{title}</title><desc>{Describe(curves)}</desc>\n");
        WriteAxes(page, frame, options, first);
        for (var i = 0; i < curves.Length; i++)
            page.Markup($"<path class=\"curve s{i % Colors}\" d=\"{PathOf(curves[i].Values, frame)}\"/>");
        WriteStops(page, curves, frame, first, position);
        page.Markup($"</svg><figcaption>");
        for (var i = 0; i < curves.Length; i++)
            page.Markup($"<span class=\"k k{i % Colors}\"><i></i>{curves[i].Label}</span>");
        page.Markup($"</figcaption>\n");
        WriteTable(page, title, curves, first, position);
        page.Markup($"</figure>\n");
    }

    private static void WriteAxes(HtmlWriter page, Frame frame, ChartOptions options, int first)
    {
        // As few digits as tell the ticks apart.
        var digits = 3;
        while (digits < MostDigits && Enumerable.Range(0, Ticks + 1).Select(tick => Number(frame.ValueAt((double)tick / Ticks), digits)).Distinct().Count() <= Ticks)
            digits++;
        for (var tick = 0; tick <= Ticks; tick++)
        {
            var y = Top + ((Height - Top - Bottom) * tick / Ticks);
            page.Markup($"<path class=\"axis\" d=\"M{Left} {y:0.#}H{Width - Right}\"/><text x=\"{Left - 6}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{Number(frame.ValueAt(1 - ((double)tick / Ticks)), digits)}</text>");
        }

        page.Markup($"<text x=\"{Left}\" y=\"{Height - 14}\">{first}</text><text x=\"{Width - Right}\" y=\"{Height - 14}\" text-anchor=\"end\">{first + frame.Length - 1}</text>");
        if (options.XLabel is { } across)
            page.Markup($"<text x=\"{(Left + Width) / 2}\" y=\"{Height - 14}\" text-anchor=\"middle\">{across}</text>");
        if (options.YLabel is { } up)
            page.Markup($"<text x=\"{Left}\" y=\"12\">{up}</text>");
        page.Markup($"\n");
    }

    // A band for each position, or for some of many, that shows the values there when it is pointed at or focused.
    private static void WriteStops(HtmlWriter page, ImmutableArray<RecordedCurve> curves, Frame frame, int first, string position)
    {
        var stops = Math.Min(frame.Length, MostStops);
        var width = (Width - Left - Right) / stops;
        for (var stop = 0; stop < stops; stop++)
        {
            var at = stops == 1 ? 0 : (int)Math.Round((double)stop * (frame.Length - 1) / (stops - 1));
            var x = frame.X(at);
            var values = string.Join(", ", curves.Where(curve => at < curve.Values.Length).Select(curve => $"{curve.Label} {Number(curve.Values[at], Digits)}"));
            var text = string.Create(CultureInfo.InvariantCulture, $"{position} {at + first}: {values}");
            page.Markup($"<g class=\"at\"><title>{text}</title><rect x=\"{x - (width / 2):0.#}\" y=\"{Top}\" width=\"{width:0.##}\" height=\"{Height - Top - Bottom}\"/><line x1=\"{x:0.#}\" x2=\"{x:0.#}\" y1=\"{Top}\" y2=\"{Height - Bottom}\"/>");
            for (var i = 0; i < curves.Length; i++)
            {
                if (at < curves[i].Values.Length && frame.Y(curves[i].Values[at]) is { } y)
                    page.Markup($"<circle class=\"f{i % Colors}\" cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"4\"/>");
            }

            var isRight = x > Width / 2;
            page.Markup($"<text x=\"{(isRight ? x - 6 : x + 6):0.#}\" y=\"{Top + 10}\" text-anchor=\"{(isRight ? "end" : "start")}\">{text}</text></g>\n");
        }
    }

    private static void WriteTable(HtmlWriter page, string title, ImmutableArray<RecordedCurve> curves, int first, string position)
    {
        var length = curves.Max(static curve => curve.Values.Length);
        var step = Math.Max((length + MostRows - 1) / MostRows, 1);
        page.Markup($"<details><summary>The numbers</summary><div class=\"scroll\"><table><caption>{title}{(step > 1 ? $", every {step}th" : string.Empty)}</caption><thead><tr><th scope=\"col\" class=\"n\">{position}</th>");
        foreach (var curve in curves)
            page.Markup($"<th scope=\"col\" class=\"n\">{curve.Label}</th>");
        page.Markup($"</tr></thead><tbody>\n");
        for (var at = 0; at < length; at += step)
        {
            page.Markup($"<tr><th scope=\"row\" class=\"n\">{at + first}</th>");
            foreach (var curve in curves)
                page.Markup($"<td class=\"n\">{(at < curve.Values.Length ? Number(curve.Values[at], 6) : string.Empty)}</td>");
            page.Markup($"</tr>\n");
        }

        page.Markup($"</tbody></table></div></details>\n");
    }

    private static string Describe(ImmutableArray<RecordedCurve> curves) => string.Join("; ", curves.Where(static curve => curve.Values.Length > 0).Select(static curve =>
        $"{curve.Label} from {Number(curve.Values[0], Digits)} to {Number(curve.Values[^1], Digits)}"));

    private static string Number(double value, int digits) => NumberFormatter.Format(value, digits);

    private static string PathOf(ImmutableArray<double> values, Frame frame)
    {
        var path = new StringBuilder();
        var isDown = false;
        var points = Math.Min(values.Length, MostPoints);
        for (var i = 0; i < points; i++)
        {
            var at = points == 1 ? 0 : (int)((long)i * (values.Length - 1) / (points - 1));
            if (frame.Y(values[at]) is not { } y)
            {
                isDown = false;
                continue;
            }

            path.Append(CultureInfo.InvariantCulture, $"{(isDown ? 'L' : 'M')}{frame.X(at):0.#} {y:0.#}");
            if (!isDown && points == 1)
                path.Append("h3");
            isDown = true;
        }

        return path.ToString();
    }

    /// <summary>From positions and values to places of the picture.</summary>
    private sealed record Frame(int Length, double Low, double High, bool IsLogarithmic)
    {
        public static Frame? Of(ImmutableArray<RecordedCurve> curves, bool isLogarithmic)
        {
            var finite = curves.SelectMany(static curve => curve.Values).Select(value => Scaled(value, isLogarithmic)).Where(double.IsFinite).ToList();
            if (finite.Count == 0)
                return null;
            var (low, high) = (finite.Min(), finite.Max());
            var margin = high > low ? 0 : Math.Max(Math.Abs(high) * 0.5, 0.5);
            return new Frame(curves.Max(static curve => curve.Values.Length), Math.Max(low - margin, double.MinValue), Math.Min(high + margin, double.MaxValue), isLogarithmic);
        }

        public double X(int position) => Length <= 1 ? Left : Left + ((Width - Left - Right) * position / (Length - 1));

        public double? Y(double value)
        {
            var scaled = Scaled(value, IsLogarithmic);

            // Halved, so that the distance of the largest numbers that there are is finite.
            return double.IsFinite(scaled) ? Top + ((Height - Top - Bottom) * Math.Clamp(((High / 2) - (scaled / 2)) / ((High / 2) - (Low / 2)), 0, 1)) : null;
        }

        public double ValueAt(double share)
        {
            var value = (Low * (1 - share)) + (High * share);
            return IsLogarithmic ? Math.Pow(10, value) : value;
        }

        private static double Scaled(double value, bool isLogarithmic) => !isLogarithmic ? value : value > 0 ? Math.Log10(value) : double.NaN;
    }
}
