namespace Dsl.Repl.Editing.Screen;

/// <summary>The control codes of each style: the eight colours that every terminal has, as its user has set them.</summary>
internal static class ScreenPalette
{
    public const string Reset = "\e[0m";

    /// <summary>The code that begins a style; empty for plain text.</summary>
    public static string Begin(ScreenStyle style) => style switch
    {
        ScreenStyle.Prompt => "\e[1m",
        ScreenStyle.Keyword => "\e[35m",
        ScreenStyle.Number => "\e[36m",
        ScreenStyle.Text => "\e[32m",
        ScreenStyle.Comment => "\e[2m",
        ScreenStyle.Function => "\e[34m",
        ScreenStyle.Model => "\e[1;34m",
        ScreenStyle.Dimension => "\e[33m",
        ScreenStyle.Parameter => "\e[3m",
        ScreenStyle.Weight => "\e[1m",
        ScreenStyle.Command => "\e[1;36m",
        ScreenStyle.Remark => "\e[2m",
        ScreenStyle.Match => "\e[1;4m",
        ScreenStyle.Chosen => "\e[7m",
        _ => string.Empty,
    };
}
