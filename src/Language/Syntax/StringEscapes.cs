using System.Text;

namespace Dsl.Language.Syntax;

/// <summary>The escapes of strings: <c>\n \t \" \\ \{ \}</c>.</summary>
internal static class StringEscapes
{
    public static bool IsKnown(char character) => character is 'n' or 't' or '"' or '\\' or '{' or '}';

    /// <summary>Replaces escapes by what they stand for and line breaks by <c>\n</c>; an unknown escape stays as it is.</summary>
    public static string Replace(string text)
    {
        if (text.AsSpan().IndexOfAny('\\', '\r') < 0)
            return text;
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var next = i + 1 < text.Length ? text[i + 1] : '\0';
            if (text[i] == '\\' && IsKnown(next))
            {
                result.Append(next switch { 'n' => '\n', 't' => '\t', _ => next });
                i++;
            }
            else if (text[i] != '\r' || next != '\n')
            {
                result.Append(text[i] == '\r' ? '\n' : text[i]);
            }
        }

        return result.ToString();
    }
}
