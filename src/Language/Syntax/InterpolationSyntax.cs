namespace Dsl.Language.Syntax;

/// <summary>A value inside a string: <c>{expression}</c> or <c>{expression:.3}</c>.</summary>
public sealed class InterpolationSyntax(
    SyntaxToken openBrace,
    ExpressionSyntax expression,
    SyntaxToken? colon,
    SyntaxToken? format,
    SyntaxToken closeBrace)
    : StringPartSyntax(SyntaxKind.Interpolation, Join(openBrace, expression, colon, format, closeBrace))
{
    public SyntaxToken OpenBrace { get; } = openBrace;

    public ExpressionSyntax Expression { get; } = expression;

    public SyntaxToken? Colon { get; } = colon;

    /// <summary>The text between colon and brace, such as <c>.3</c>.</summary>
    public SyntaxToken? Format { get; } = format;

    public SyntaxToken CloseBrace { get; } = closeBrace;
}
