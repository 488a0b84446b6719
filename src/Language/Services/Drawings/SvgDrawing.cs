using System.Globalization;
using System.Text;

namespace Dsl.Language.Services.Drawings;

/// <summary>Draws as a picture in SVG, in light and in dark, without anything from outside.</summary>
public static class SvgDrawing
{
    private const double TitleHeight = 34;
    private const double LineHeight = 17;
    private const double Bend = 14;

    private const string Style = """
        .nn-net{--ink:#1d2430;--soft:#5b6675;--paper:#ffffff;--frame:#f3f5f8;--edge:#b9c2ce;--layer:#dbeafe;--operation:#f8fafc;--input:#dcfce7;--weight:#fef3c7;font-family:system-ui,sans-serif;font-size:12.5px}
        @media (prefers-color-scheme:dark){.nn-net{--ink:#e6eaf0;--soft:#9aa7b8;--paper:#12161c;--frame:#1a2029;--edge:#46515f;--layer:#1e3a5f;--operation:#1f2732;--input:#17402a;--weight:#4a3a12}}
        .nn-net .paper{fill:var(--paper)}.nn-net text{fill:var(--ink);text-anchor:middle}.nn-net .soft{fill:var(--soft);font-size:11.5px}.nn-net .name{font-weight:600}
        .nn-net .group>rect{fill:var(--frame);stroke:var(--edge);stroke-dasharray:5 3}.nn-net .box>rect{stroke:var(--edge)}
        .nn-net .layer>rect{fill:var(--layer)}.nn-net .operation>rect{fill:var(--operation)}.nn-net .input>rect,.nn-net .output>rect{fill:var(--input)}.nn-net .weight>rect{fill:var(--weight)}
        .nn-net path{fill:none;stroke:var(--soft);stroke-width:1.3}.nn-net marker path{fill:var(--soft);stroke:none}.nn-net .caption{text-anchor:start;fill:var(--soft);font-weight:600}
        """;

    /// <summary>The whole picture.</summary>
    public static string Write(NetworkDrawing drawing)
    {
        var layout = LevelLayout.Of(drawing.Items, drawing.Arrows, hasLabel: false);
        var width = Math.Max(layout.Width, 8.0 * drawing.Title.Length);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"nn-net\" role=\"img\" aria-labelledby=\"nn-title nn-desc\" viewBox=\"0 0 {width:0.#} {layout.Height + TitleHeight:0.#}\" width=\"{width:0.#}\" height=\"{layout.Height + TitleHeight:0.#}\">\n");
        text.Append("<title id=\"nn-title\">").Append(Markup.Escape(drawing.Title)).Append("</title>\n<desc id=\"nn-desc\">").Append(Markup.Escape(drawing.Description)).Append("</desc>\n");
        text.Append("<style>\n").Append(Style).Append("\n</style>\n");
        text.Append("<defs><marker id=\"nn-head\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0L8 4L0 8z\"/></marker></defs>\n");
        text.Append("<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n");
        text.Append(CultureInfo.InvariantCulture, $"<text class=\"name\" x=\"{width / 2:0.#}\" y=\"22\">{Markup.Escape(drawing.Title)}</text>\n");
        Draw(text, layout, (width - layout.Width) / 2, TitleHeight);
        text.Append("</svg>\n");
        return text.ToString();
    }

    private static void Draw(StringBuilder text, LevelLayout layout, double left, double top)
    {
        foreach (var placed in layout.Items)
        {
            if (placed.Item is DrawnGroup group)
                DrawGroup(text, group, placed, left + placed.X, top + placed.Y);
            else
                DrawBox(text, (DrawnBox)placed.Item!, placed, left + placed.X, top + placed.Y);
        }

        foreach (var arrow in layout.Arrows)
            DrawArrow(text, arrow, left, top);
    }

    private static void DrawGroup(StringBuilder text, DrawnGroup group, PlacedItem placed, double x, double y)
    {
        var caption = string.Join(' ', new[] { group.Label, group.Repeats }.Where(static part => part.Length > 0));
        text.Append(CultureInfo.InvariantCulture, $"<g class=\"group\"><rect x=\"{x:0.#}\" y=\"{y:0.#}\" width=\"{placed.Width:0.#}\" height=\"{placed.Height:0.#}\" rx=\"10\"/>");
        text.Append(CultureInfo.InvariantCulture, $"<text class=\"caption\" x=\"{x + 12:0.#}\" y=\"{y + 19:0.#}\">{Markup.Escape(caption)}</text>\n");
        Draw(text, placed.Inner!, x, y);
        text.Append("</g>\n");
    }

    private static void DrawBox(StringBuilder text, DrawnBox box, PlacedItem placed, double x, double y)
    {
        var kind = box.Kind.ToString().ToLowerInvariant();
        var radius = box.Kind is DrawnKind.Input or DrawnKind.Output ? 14 : box.Kind == DrawnKind.Layer ? 4 : 8;
        text.Append(CultureInfo.InvariantCulture, $"<g class=\"box {kind}\"><rect x=\"{x:0.#}\" y=\"{y:0.#}\" width=\"{placed.Width:0.#}\" height=\"{placed.Height:0.#}\" rx=\"{radius}\"/>");
        var line = y + LineHeight + 4;
        var index = 0;
        foreach (var content in BoxText.Lines(box))
        {
            var style = index++ < box.Lines.Length ? "name" : "soft";
            text.Append(CultureInfo.InvariantCulture, $"<text class=\"{style}\" x=\"{x + (placed.Width / 2):0.#}\" y=\"{line:0.#}\">{Markup.Escape(content)}</text>");
            line += LineHeight;
        }

        text.Append("</g>\n");
    }

    // Straight through what it passes, bent between the rows.
    private static void DrawArrow(StringBuilder text, PlacedArrow arrow, double left, double top)
    {
        var first = arrow.Path[0];
        var (x, y) = (left + first.X + first.Exit, top + first.Y + first.Height);
        text.Append(CultureInfo.InvariantCulture, $"<path d=\"M{x:0.#} {y:0.#}");
        foreach (var item in arrow.Path.Skip(1))
        {
            var (nextX, nextY) = (left + item.X + item.Entry, top + item.Y);
            var bend = Math.Max(Bend, (nextY - y) / 2);
            text.Append(CultureInfo.InvariantCulture, $"C{x:0.#} {y + bend:0.#} {nextX:0.#} {nextY - bend:0.#} {nextX:0.#} {nextY:0.#}");
            (x, y) = (nextX, nextY + item.Height);
            if (item.Item is null && item.Height > 0)
                text.Append(CultureInfo.InvariantCulture, $"L{x:0.#} {y:0.#}");
        }

        text.Append(arrow.HasHead ? "\" marker-end=\"url(#nn-head)\"/>\n" : "\"/>\n");
    }
}
