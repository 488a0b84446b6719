using System.Text;

namespace Dsl.Benchmarks.Editor;

/// <summary>Scripts of any length, as people write them: small models, each applied once.</summary>
internal sealed record EditorScript(string Text, int Lines)
{
    private const int LinesOfOne = 9;

    /// <summary>The column of a width that is edited, in the third line of each model.</summary>
    public const int EditedColumn = 18;

    /// <summary>A script of about so many lines.</summary>
    public static EditorScript OfLines(int lines)
    {
        var text = new StringBuilder();
        var count = lines / LinesOfOne;
        for (var i = 0; i < count; i++)
        {
            text.Append("## The model number ").Append(i).Append(".\n");
            text.Append("model Net").Append(i).Append("(classes) (x: [batch, 12]) -> [batch, classes] {\n");
            text.Append("  h = x |> dense(16) |> relu\n");
            text.Append("  h = h |> dense(16) |> tanh\n");
            text.Append("  h |> layernorm() |> dense(classes)\n");
            text.Append("}\n");
            text.Append("net").Append(i).Append(" = Net").Append(i).Append("(3)\n");
            text.Append('y').Append(i).Append(" = net").Append(i).Append("(random([4, 12]))\n\n");
        }

        return new EditorScript(text.ToString(), count * LinesOfOne);
    }

    /// <summary>The line of the width in one of its models.</summary>
    public int EditedLine(int model) => ((model % (Lines / LinesOfOne)) * LinesOfOne) + 2;
}
