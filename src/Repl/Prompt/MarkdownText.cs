namespace Dsl.Repl.Prompt;

/// <summary>Help that was written for editors, as plain text.</summary>
internal static class MarkdownText
{
    private const string Fence = "```";

    /// <summary>The text without the lines that fence code, and without empty lines at its ends.</summary>
    public static string Plain(string markdown) =>
        string.Join('\n', markdown.ReplaceLineEndings("\n").Split('\n').Where(static line => !line.StartsWith(Fence, StringComparison.Ordinal))).Trim('\n');
}
