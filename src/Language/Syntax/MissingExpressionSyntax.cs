namespace Dsl.Language.Syntax;

/// <summary>Stands where an expression should be and is not; has no width.</summary>
public sealed class MissingExpressionSyntax(SyntaxToken token)
    : ExpressionSyntax(SyntaxKind.MissingExpression, Join(token))
{
    /// <summary>A missing token that holds the position.</summary>
    public SyntaxToken Token { get; } = token;
}
