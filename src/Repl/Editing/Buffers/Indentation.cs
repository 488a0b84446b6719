namespace Dsl.Repl.Editing.Buffers;

/// <summary>How far a new line of an entry begins to the right: the formatter's two blanks for each open bracket.</summary>
internal static class Indentation
{
    private const int Step = 2;

    /// <summary>The blanks for a line that is begun after a place.</summary>
    public static string After(string text, int position)
    {
        var start = position == 0 ? 0 : text.LastIndexOf('\n', position - 1) + 1;
        var line = WithoutComment(text[start..position]);
        var depth = BlanksOf(line);
        if (line.AsSpan().TrimEnd() is [.., '(' or '[' or '{'])
            depth += Step;
        return new string(' ', depth);
    }

    /// <summary>Where a closing brace belongs that is typed on a blank line: the blanks of the line with its opening brace; null when there is none.</summary>
    public static string? OfClosing(string text, int position)
    {
        var depth = 0;
        for (var i = position - 1; i >= 0; i--)
        {
            depth += text[i] switch { '}' => 1, '{' => -1, _ => 0 };
            if (depth < 0)
            {
                var start = i == 0 ? 0 : text.LastIndexOf('\n', i - 1) + 1;
                return new string(' ', BlanksOf(text[start..i]));
            }
        }

        return null;
    }

    private static int BlanksOf(string line) => line.Length - line.AsSpan().TrimStart(' ').Length;

    // A sign in a text that looks like a comment costs two blanks at most.
    private static string WithoutComment(string line) => line.IndexOf('#', StringComparison.Ordinal) is var sign and >= 0 ? line[..sign] : line;
}
