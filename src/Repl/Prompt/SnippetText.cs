using System.Text;

namespace Dsl.Repl.Prompt;

/// <summary>Text with places to fill in, such as <c>${1:name}</c> and <c>$0</c>, as it is inserted at once.</summary>
internal static class SnippetText
{
    /// <summary>The text without the marks of its places, and the first of these, or its end where there is none.</summary>
    public static (string Text, int Caret) Plain(string snippet)
    {
        var text = new StringBuilder(snippet.Length);
        var caret = -1;
        for (var i = 0; i < snippet.Length; i++)
        {
            if (snippet[i] == '\\' && i + 1 < snippet.Length)
            {
                text.Append(snippet[++i]);
                continue;
            }

            if (snippet[i] != '$')
            {
                text.Append(snippet[i]);
                continue;
            }

            if (caret < 0)
                caret = text.Length;
            var isNamed = i + 1 < snippet.Length && snippet[i + 1] == '{';
            i += isNamed ? 1 : 0;
            while (i + 1 < snippet.Length && char.IsAsciiDigit(snippet[i + 1]))
                i++;
            if (!isNamed)
                continue;
            i += i + 1 < snippet.Length && snippet[i + 1] == ':' ? 1 : 0;
            while (i + 1 < snippet.Length && snippet[i + 1] != '}')
                text.Append(snippet[++i]);
            i++;
        }

        return (text.ToString(), caret < 0 ? text.Length : caret);
    }
}
