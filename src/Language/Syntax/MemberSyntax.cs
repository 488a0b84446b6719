namespace Dsl.Language.Syntax;

/// <summary><c>x.name</c>.</summary>
public sealed class MemberSyntax(ExpressionSyntax target, SyntaxToken dot, SyntaxToken name)
    : ExpressionSyntax(SyntaxKind.Member, Join(target, dot, name))
{
    public ExpressionSyntax Target { get; } = target;

    public SyntaxToken Dot { get; } = dot;

    public SyntaxToken Name { get; } = name;
}
