using System.Globalization;
using System.Text;

namespace Dsl.Language.Services.Drawings;

/// <summary>Writes a drawing in the language of Mermaid, which pages written in Markdown show as a picture.</summary>
public static class MermaidDrawing
{
    /// <summary>A flowchart from top to bottom.</summary>
    public static string Write(NetworkDrawing drawing)
    {
        var text = new StringBuilder();
        text.Append("---\ntitle: \"").Append(Escape(drawing.Title)).Append("\"\n---\nflowchart TD\n");
        Write(text, drawing.Items, 1);
        foreach (var (from, to) in drawing.Arrows)
            text.Append(CultureInfo.InvariantCulture, $"  {from} --> {to}\n");
        return text.ToString();
    }

    private static void Write(StringBuilder text, IEnumerable<DrawnItem> items, int depth)
    {
        foreach (var item in items)
        {
            text.Append(' ', 2 * depth);
            if (item is DrawnGroup group)
            {
                var label = string.Join(' ', new[] { group.Label, group.Repeats }.Where(static part => part.Length > 0));
                text.Append("subgraph ").Append(group.Id).Append("[\"").Append(Escape(label)).Append("\"]\n");
                Write(text, group.Items, depth + 1);
                text.Append(' ', 2 * depth).Append("end\n");
                continue;
            }

            var box = (DrawnBox)item;
            var (open, close) = box.Kind switch
            {
                DrawnKind.Input or DrawnKind.Output => ("([", "])"),
                DrawnKind.Weight => ("[(", ")]"),
                DrawnKind.Operation => ("(", ")"),
                _ => ("[", "]"),
            };
            text.Append(box.Id).Append(open).Append('"').Append(string.Join("<br/>", BoxText.Lines(box).Select(Escape))).Append('"').Append(close).Append('\n');
        }
    }

    // Quotes end a label and # begins an entity; < would begin markup.
    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (char.IsLetterOrDigit(character) || character is ' ' or ',' or '.' or '_' or ':' or '[' or ']' or '+' or '/' or '=' or '@' or '*' or '-' or '(' or ')')
                escaped.Append(character);
            else
                escaped.Append(CultureInfo.InvariantCulture, $"#{(int)character};");
        }

        return escaped.ToString();
    }
}
