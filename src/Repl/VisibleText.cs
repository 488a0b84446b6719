using System.Text;

namespace Dsl.Repl;

/// <summary>Text from outside in messages: it may hold characters that move the cursor or clear the screen.</summary>
internal static class VisibleText
{
    /// <summary>The text with a question mark for each control character.</summary>
    public static string Of(string text)
    {
        var visible = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            visible.Append(Rune.IsControl(rune) ? "?" : rune.ToString());
        return visible.ToString();
    }
}
