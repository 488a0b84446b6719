using Dsl.Language.Text;

namespace Dsl.Language.Services.Colors;

/// <summary>A piece of one line of text with its colour.</summary>
/// <param name="Span">The piece; it holds no line break.</param>
/// <param name="Color">What it is.</param>
/// <param name="Modifiers">What else is to be seen of it.</param>
public readonly record struct ColoredSpan(TextSpan Span, TokenColor Color, ColorModifiers Modifiers = ColorModifiers.None);
