using System.Text;

namespace Dsl.Language.Services.Hovers;

/// <summary>Puts together what is told: a line of nn, then paragraphs.</summary>
internal sealed class HoverText
{
    private readonly StringBuilder text = new();

    /// <summary>Adds a block of nn.</summary>
    public void AddCode(string code) => Add($"```nn\n{code}\n```");

    /// <summary>Adds a paragraph; nothing for null or blank text.</summary>
    public void Add(string? paragraph)
    {
        if (string.IsNullOrWhiteSpace(paragraph))
            return;
        if (text.Length > 0)
            text.Append("\n\n");
        text.Append(paragraph.Trim('\n'));
    }

    /// <summary>Adds a list; nothing for none.</summary>
    public void AddList(IEnumerable<string> lines) => Add(string.Join('\n', lines.Select(static line => "- " + line)));

    public override string ToString() => text.ToString();
}
