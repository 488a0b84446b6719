using System.Collections.Immutable;
using Dsl.Language.Text;

namespace Dsl.Language.Syntax;

/// <summary>Tells the space, the line breaks and the comments between tokens apart.</summary>
internal static class TriviaReader
{
    /// <summary>The trivia that fill a span; each begins and ends in it.</summary>
    public static ImmutableArray<SyntaxTrivia> Read(SourceText source, TextSpan span)
    {
        if (span.Length == 0)
            return [];
        var trivia = ImmutableArray.CreateBuilder<SyntaxTrivia>(1);
        var text = source.Content;
        for (var position = span.Start; position < span.End; position = trivia[^1].Span.End)
        {
            var kind = SyntaxKind.WhitespaceTrivia;
            var length = WhitespaceAt(text, position);
            if (length == 0)
            {
                length = NewlineAt(text, position);
                kind = SyntaxKind.NewlineTrivia;
            }

            if (length == 0)
            {
                length = CommentAt(text, position);
                kind = position + 1 < text.Length && text[position + 1] == '#' ? SyntaxKind.DocumentationTrivia : SyntaxKind.CommentTrivia;
            }

            trivia.Add(new SyntaxTrivia(source, kind, new TextSpan(position, length)));
        }

        return trivia.DrainToImmutable();
    }

    /// <summary>The length of the space at a position.</summary>
    public static int WhitespaceAt(string text, int position)
    {
        var end = position;
        while (end < text.Length && IsSpace(text[end]))
            end++;
        return end - position;
    }

    /// <summary>The length of the line break at a position: 0 where there is none.</summary>
    public static int NewlineAt(string text, int position) => LineBreaks.LengthAt(text, position);

    /// <summary>The length of the comment at a position, without its line break: 0 where there is none.</summary>
    public static int CommentAt(string text, int position)
    {
        if (position >= text.Length || text[position] != '#')
            return 0;
        var length = text.AsSpan(position).IndexOfAny('\n', '\r');
        return length < 0 ? text.Length - position : length;
    }

    private static bool IsSpace(char character) => character is not ('\n' or '\r') && (character == '\ufeff' || char.IsWhiteSpace(character));
}
