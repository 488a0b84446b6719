using System.Globalization;
using System.Text;

namespace Dsl.Language.Services.Drawings;

/// <summary>Writes a drawing as lines of text: a line a box, indented by the groups around it, with what it reads.</summary>
public static class TextDrawing
{
    /// <summary>The lines, each ended by a line break.</summary>
    public static string Write(NetworkDrawing drawing)
    {
        var names = new Dictionary<string, string>();
        Name(drawing.Items, names);
        var text = new StringBuilder(drawing.Title).Append('\n');
        Write(text, drawing, drawing.Items, names, 1);
        return text.ToString();
    }

    private static void Name(IEnumerable<DrawnItem> items, Dictionary<string, string> names)
    {
        foreach (var item in items)
        {
            if (item is DrawnGroup group)
            {
                Name(group.Items, names);
                continue;
            }

            var name = string.Join(' ', ((DrawnBox)item).Lines);
            var unique = name;
            for (var i = 2; names.ContainsValue(unique); i++)
                unique = string.Create(CultureInfo.InvariantCulture, $"{name} ({i})");
            names.Add(item.Id, unique);
        }
    }

    private static void Write(StringBuilder text, NetworkDrawing drawing, IEnumerable<DrawnItem> items, Dictionary<string, string> names, int depth)
    {
        foreach (var item in items)
        {
            text.Append(' ', 2 * depth);
            if (item is DrawnGroup group)
            {
                text.Append(string.Join(' ', new[] { group.Label, group.Repeats }.Where(static part => part.Length > 0))).Append(":\n");
                Write(text, drawing, group.Items, names, depth + 1);
                continue;
            }

            var box = (DrawnBox)item;
            text.Append(names[box.Id]);
            if (box.Repeats.Length > 0)
                text.Append(' ').Append(box.Repeats);
            if (box.Shape.Length > 0)
                text.Append(" : ").Append(box.Shape);
            if (box.Parameters > 0)
                text.Append(CultureInfo.InvariantCulture, $", {box.Parameters:N0} weights");
            var sources = drawing.Arrows.Where(arrow => arrow.To == box.Id).Select(arrow => names[arrow.From]).ToList();
            if (sources.Count > 0)
                text.Append(" <- ").Append(string.Join(", ", sources));
            text.Append('\n');
        }
    }
}
