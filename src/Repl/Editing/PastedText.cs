using Dsl.Repl.Editing.Buffers;

namespace Dsl.Repl.Editing;

/// <summary>What is to be entered of a text that was pasted.</summary>
internal static class PastedText
{
    /// <summary>
    /// The text without control characters and without line feeds at its end. Of what was copied from a prompt only the entries are left: the lines
    /// after a prompt, without it. A block that is indented as a whole begins at the left.
    /// </summary>
    /// <param name="text">What was pasted.</param>
    /// <param name="isWhole">Whether it is all there is of the entry.</param>
    public static string Clean(string text, bool isWhole)
    {
        var clean = EditBuffer.Clean(text).TrimEnd('\n');
        var lines = clean.Split('\n');
        if (lines[0].StartsWith(LineEditor.FirstPrompt, StringComparison.Ordinal))
            return string.Join('\n', lines.Select(WithoutPrompt).OfType<string>());
        if (!isWhole || lines.Length == 1)
            return clean;
        var blanks = lines.Where(static line => !string.IsNullOrWhiteSpace(line)).Select(static line => line.Length - line.AsSpan().TrimStart(' ').Length).DefaultIfEmpty().Min();
        return string.Join('\n', lines.Select(line => line.Length >= blanks ? line[blanks..] : string.Empty));
    }

    private static string? WithoutPrompt(string line)
    {
        foreach (var prompt in (string[])[LineEditor.FirstPrompt, LineEditor.NextPrompt])
        {
            if (line.StartsWith(prompt, StringComparison.Ordinal))
                return line[prompt.Length..];
            if (line == prompt.TrimEnd())
                return string.Empty;
        }

        return null;
    }
}
