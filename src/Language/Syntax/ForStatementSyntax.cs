namespace Dsl.Language.Syntax;

/// <summary><c>for i in 0..n { ... }</c>.</summary>
public sealed class ForStatementSyntax(
    SyntaxToken keyword,
    SyntaxToken variable,
    SyntaxToken inKeyword,
    ExpressionSyntax range,
    BlockSyntax body)
    : StatementSyntax(SyntaxKind.ForStatement, Join(keyword, variable, inKeyword, range, body))
{
    public SyntaxToken Keyword { get; } = keyword;

    public SyntaxToken Variable { get; } = variable;

    public SyntaxToken InKeyword { get; } = inKeyword;

    public ExpressionSyntax Range { get; } = range;

    public BlockSyntax Body { get; } = body;
}
