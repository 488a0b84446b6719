namespace Dsl.Language.Syntax;

/// <summary><c>if condition { ... } else { ... }</c>; the else part is a block or another <c>if</c>.</summary>
public sealed class IfSyntax(
    SyntaxToken ifKeyword,
    ExpressionSyntax condition,
    BlockSyntax then,
    SyntaxToken? elseKeyword,
    ExpressionSyntax? @else)
    : ExpressionSyntax(SyntaxKind.If, Join(ifKeyword, condition, then, elseKeyword, @else))
{
    public SyntaxToken IfKeyword { get; } = ifKeyword;

    public ExpressionSyntax Condition { get; } = condition;

    public BlockSyntax Then { get; } = then;

    public SyntaxToken? ElseKeyword { get; } = elseKeyword;

    public ExpressionSyntax? Else { get; } = @else;
}
