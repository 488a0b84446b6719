using System.Text;

namespace Dsl.Language.Services.Drawings;

/// <summary>Text as it may stand in markup.</summary>
public static class Markup
{
    private const char Replacement = '\uFFFD';

    /// <summary>The text with everything that markup gives a meaning written as entities, for contents and for attributes in quotes; characters that no document may hold are replaced.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            switch (character)
            {
                case '&':
                    escaped.Append("&amp;");
                    break;
                case '<':
                    escaped.Append("&lt;");
                    break;
                case '>':
                    escaped.Append("&gt;");
                    break;
                case '"':
                    escaped.Append("&quot;");
                    break;
                case '\'':
                    escaped.Append("&#39;");
                    break;
                case '\t' or '\n':
                    escaped.Append(character);
                    break;
                case < ' ' or '\u007F' or '\uFFFE' or '\uFFFF':
                    escaped.Append(Replacement);
                    break;
                default:
                    if (!char.IsSurrogate(character))
                        escaped.Append(character);
                    else if (char.IsHighSurrogate(character) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                        escaped.Append(character).Append(text[++i]);
                    else
                        escaped.Append(Replacement);
                    break;
            }
        }

        return escaped.ToString();
    }
}
