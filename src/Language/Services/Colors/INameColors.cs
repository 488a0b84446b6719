using Dsl.Language.Syntax;

namespace Dsl.Language.Services.Colors;

/// <summary>Says what a name is, where it stands.</summary>
internal interface INameColors
{
    /// <summary>The colour of a token that <see cref="NamedParts.IsName"/> takes for a name.</summary>
    (TokenColor Color, ColorModifiers Modifiers) ColorOf(SyntaxToken token, SyntaxNode parent);
}
