namespace Dsl.Language.Text;

/// <summary>What ends a line of a script: a line feed, a carriage return, or both in this order.</summary>
internal static class LineBreaks
{
    /// <summary>The length of the line break at a position: 0 where there is none.</summary>
    public static int LengthAt(string text, int position)
    {
        if (position >= text.Length)
            return 0;
        return text[position] switch
        {
            '\n' => 1,
            '\r' => position + 1 < text.Length && text[position + 1] == '\n' ? 2 : 1,
            _ => 0,
        };
    }
}
