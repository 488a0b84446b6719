using System.Collections.Immutable;

namespace Dsl.Language.Syntax;

/// <summary>Reads the documentation that stands above a declaration.</summary>
internal static class DocumentationComment
{
    /// <summary>The last unbroken run of doc comments, if nothing but one line break separates it from what follows; else null.</summary>
    public static string? Read(ImmutableArray<SyntaxTrivia> leadingTrivia)
    {
        var lines = new List<string>();
        var lineBreaks = 0;
        for (var i = leadingTrivia.Length - 1; i >= 0; i--)
        {
            var trivia = leadingTrivia[i];
            if (trivia.Kind == SyntaxKind.NewlineTrivia)
            {
                lineBreaks++;
                if (lineBreaks > 1)
                    break;
            }
            else if (trivia.Kind == SyntaxKind.DocumentationTrivia)
            {
                lines.Add(TextOf(trivia));
                lineBreaks = 0;
            }
            else if (trivia.Kind != SyntaxKind.WhitespaceTrivia)
            {
                break;
            }
        }

        if (lines.Count == 0)
            return null;
        lines.Reverse();
        return string.Join('\n', lines);
    }

    private static string TextOf(SyntaxTrivia trivia)
    {
        var text = trivia.Text.AsSpan().TrimStart('#');
        return (text.StartsWith(" ") ? text[1..] : text).TrimEnd().ToString();
    }
}
