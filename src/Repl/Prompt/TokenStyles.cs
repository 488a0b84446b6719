using Dsl.Language.Services.Colors;
using Dsl.Repl.Editing.Screen;

namespace Dsl.Repl.Prompt;

/// <summary>The looks that parts of the language have at the prompt.</summary>
internal static class TokenStyles
{
    /// <summary>The look of a colour.</summary>
    public static ScreenStyle Of(TokenColor color) => color switch
    {
        TokenColor.Keyword => ScreenStyle.Keyword,
        TokenColor.Number => ScreenStyle.Number,
        TokenColor.String => ScreenStyle.Text,
        TokenColor.Escape => ScreenStyle.Dimension,
        TokenColor.Comment or TokenColor.DocumentationComment => ScreenStyle.Comment,
        TokenColor.Function or TokenColor.Unit => ScreenStyle.Function,
        TokenColor.Model or TokenColor.Optimizer => ScreenStyle.Model,
        TokenColor.Dimension or TokenColor.ElementType => ScreenStyle.Dimension,
        TokenColor.Parameter => ScreenStyle.Parameter,
        TokenColor.Weight or TokenColor.State => ScreenStyle.Weight,
        _ => ScreenStyle.Plain,
    };
}
