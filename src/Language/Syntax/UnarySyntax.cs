
namespace Dsl.Language.Syntax;

/// <summary><c>-x</c> or <c>not x</c>.</summary>
public sealed class UnarySyntax(SyntaxToken @operator, ExpressionSyntax operand)
    : ExpressionSyntax(SyntaxKind.Unary, Join(@operator, operand))
{
    public SyntaxToken Operator { get; } = @operator;

    public ExpressionSyntax Operand { get; } = operand;
}
