using Dsl.LanguageServer.Protocol;

namespace Dsl.LanguageServer.Features;

/// <summary>Text for reading, in the form that the client shows.</summary>
internal static class Markup
{
    /// <summary>Markdown as it is, or without its fences for clients that show plain text; null for null.</summary>
    public static MarkupContent? Of(string? markdown, bool showsMarkdown)
    {
        if (markdown is null || showsMarkdown)
            return markdown is null ? null : new MarkupContent(MarkupContent.Markdown, markdown);
        var lines = markdown.Split('\n').Where(static line => !line.StartsWith("```", StringComparison.Ordinal));
        return new MarkupContent(MarkupContent.PlainText, string.Join('\n', lines));
    }
}
