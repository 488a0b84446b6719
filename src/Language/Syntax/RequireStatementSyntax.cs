namespace Dsl.Language.Syntax;

/// <summary>A condition on configuration or dimensions: <c>require C % heads == 0, "message"</c>.</summary>
public sealed class RequireStatementSyntax(
    SyntaxToken keyword,
    ExpressionSyntax condition,
    SyntaxToken? comma,
    ExpressionSyntax? message)
    : StatementSyntax(SyntaxKind.RequireStatement, Join(keyword, condition, comma, message))
{
    public SyntaxToken Keyword { get; } = keyword;

    public ExpressionSyntax Condition { get; } = condition;

    public SyntaxToken? Comma { get; } = comma;

    public ExpressionSyntax? Message { get; } = message;
}
