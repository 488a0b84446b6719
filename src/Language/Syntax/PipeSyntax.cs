namespace Dsl.Language.Syntax;

/// <summary><c>value |> function</c>.</summary>
public sealed class PipeSyntax(ExpressionSyntax left, SyntaxToken @operator, ExpressionSyntax right)
    : ExpressionSyntax(SyntaxKind.Pipe, Join(left, @operator, right))
{
    public ExpressionSyntax Left { get; } = left;

    public SyntaxToken Operator { get; } = @operator;

    public ExpressionSyntax Right { get; } = right;
}
