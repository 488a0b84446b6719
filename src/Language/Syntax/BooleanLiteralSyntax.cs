
namespace Dsl.Language.Syntax;

/// <summary><c>true</c> or <c>false</c>.</summary>
public sealed class BooleanLiteralSyntax(SyntaxToken token)
    : ExpressionSyntax(SyntaxKind.BooleanLiteral, Join(token))
{
    public SyntaxToken Token { get; } = token;

    public bool Value => Token.Kind == SyntaxKind.TrueKeyword;
}
