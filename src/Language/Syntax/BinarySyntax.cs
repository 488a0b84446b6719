namespace Dsl.Language.Syntax;

/// <summary>Two operands with an operator between them.</summary>
public sealed class BinarySyntax(ExpressionSyntax left, SyntaxToken @operator, ExpressionSyntax right)
    : ExpressionSyntax(SyntaxKind.Binary, Join(left, @operator, right))
{
    public ExpressionSyntax Left { get; } = left;

    public SyntaxToken Operator { get; } = @operator;

    public ExpressionSyntax Right { get; } = right;
}
