namespace Dsl.Language.Syntax;

/// <summary><c>...</c>: any leading dimensions, in a shape, a pattern or an index.</summary>
public sealed class EllipsisSyntax(SyntaxToken token)
    : ExpressionSyntax(SyntaxKind.Ellipsis, Join(token))
{
    public SyntaxToken Token { get; } = token;
}
