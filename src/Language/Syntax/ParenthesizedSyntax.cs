namespace Dsl.Language.Syntax;

/// <summary>An expression in parentheses.</summary>
public sealed class ParenthesizedSyntax(SyntaxToken open, ExpressionSyntax expression, SyntaxToken close)
    : ExpressionSyntax(SyntaxKind.Parenthesized, Join(open, expression, close))
{
    public SyntaxToken Open { get; } = open;

    public ExpressionSyntax Expression { get; } = expression;

    public SyntaxToken Close { get; } = close;
}
