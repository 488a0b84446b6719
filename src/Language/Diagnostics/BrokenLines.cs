using System.Text;

namespace Dsl.Language.Diagnostics;

/// <summary>Breaks sentences between words.</summary>
internal static class BrokenLines
{
    /// <summary>Every paragraph of a text, safe for a terminal, in lines of at most so many columns; a word that is wider stays whole.</summary>
    public static IEnumerable<string> Of(string text, int width) =>
        text.ReplaceLineEndings("\n").Split('\n').SelectMany(paragraph => OfParagraph(TerminalText.Sanitize(paragraph.TrimEnd()), width));

    private static IEnumerable<string> OfParagraph(string paragraph, int width)
    {
        var line = new StringBuilder();
        var columns = 0;
        foreach (var word in paragraph.Split(' '))
        {
            var added = CharacterWidth.Of(word);
            if (columns > 0 && columns + 1 + added > width)
            {
                yield return line.ToString().TrimEnd();
                line.Clear();
                columns = 0;
            }

            line.Append(columns > 0 ? " " : "").Append(word);
            columns += added + (columns > 0 ? 1 : 0);
        }

        yield return line.ToString();
    }
}
