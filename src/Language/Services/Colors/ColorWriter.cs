using System.Collections.Immutable;
using Dsl.Language.Text;

namespace Dsl.Language.Services.Colors;

/// <summary>Collects coloured spans in the order of the text, cut at line breaks.</summary>
internal sealed class ColorWriter(SourceText source)
{
    private readonly ImmutableArray<ColoredSpan>.Builder spans = ImmutableArray.CreateBuilder<ColoredSpan>();

    public ImmutableArray<ColoredSpan> ToImmutable() => spans.DrainToImmutable();

    public void Add(TextSpan span, TokenColor color, ColorModifiers modifiers = ColorModifiers.None)
    {
        var text = source.Content;
        for (var start = span.Start; start < span.End;)
        {
            var end = start;
            while (end < span.End && text[end] is not ('\n' or '\r'))
                end++;
            if (end > start)
                spans.Add(new ColoredSpan(TextSpan.FromBounds(start, end), color, modifiers));
            start = end + 1;
        }
    }

    /// <summary>The text of a string, with its escapes in a colour of their own.</summary>
    public void AddStringText(TextSpan span)
    {
        var text = source.Content;
        var start = span.Start;
        for (var i = span.Start; i < span.End - 1; i++)
        {
            if (text[i] != '\\' || text[i + 1] is '\n' or '\r')
                continue;
            Add(TextSpan.FromBounds(start, i), TokenColor.String);
            var length = char.IsHighSurrogate(text[i + 1]) && i + 2 < span.End ? 3 : 2;
            Add(new TextSpan(i, length), TokenColor.Escape);
            start = i + length;
            i = start - 1;
        }

        Add(TextSpan.FromBounds(start, span.End), TokenColor.String);
    }
}
