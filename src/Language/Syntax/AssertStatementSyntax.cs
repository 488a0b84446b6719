namespace Dsl.Language.Syntax;

/// <summary>A condition on values that a run checks: <c>assert x > 0, "message"</c>.</summary>
public sealed class AssertStatementSyntax(
    SyntaxToken keyword,
    ExpressionSyntax condition,
    SyntaxToken? comma,
    ExpressionSyntax? message)
    : StatementSyntax(SyntaxKind.AssertStatement, Join(keyword, condition, comma, message))
{
    public SyntaxToken Keyword { get; } = keyword;

    public ExpressionSyntax Condition { get; } = condition;

    public SyntaxToken? Comma { get; } = comma;

    public ExpressionSyntax? Message { get; } = message;
}
