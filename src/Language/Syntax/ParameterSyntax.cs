namespace Dsl.Language.Syntax;

/// <summary>A parameter with its type and its default, where it has them.</summary>
public sealed class ParameterSyntax(
    SyntaxToken name,
    SyntaxToken? colon,
    TypeSyntax? type,
    SyntaxToken? equalsSign,
    ExpressionSyntax? @default)
    : SyntaxNode(SyntaxKind.Parameter, Join(name, colon, type, equalsSign, @default))
{
    public SyntaxToken Name { get; } = name;

    public SyntaxToken? Colon { get; } = colon;

    public TypeSyntax? Type { get; } = type;

    public SyntaxToken? EqualsSign { get; } = equalsSign;

    public ExpressionSyntax? Default { get; } = @default;
}
