namespace Dsl.Language.Syntax;

/// <summary>An expression that stands as a statement.</summary>
public sealed class ExpressionStatementSyntax(ExpressionSyntax expression)
    : StatementSyntax(SyntaxKind.ExpressionStatement, Join(expression))
{
    public ExpressionSyntax Expression { get; } = expression;
}
