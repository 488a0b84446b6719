
namespace Dsl.Language.Syntax;

/// <summary>A value that a scan carries from one step to the next, with its start value.</summary>
public sealed class CarrySyntax(
    SyntaxToken name,
    SyntaxToken? colon,
    TypeSyntax? type,
    SyntaxToken equalsSign,
    ExpressionSyntax value)
    : SyntaxNode(SyntaxKind.Carry, Join(name, colon, type, equalsSign, value))
{
    public SyntaxToken Name { get; } = name;

    public SyntaxToken? Colon { get; } = colon;

    public TypeSyntax? Type { get; } = type;

    public SyntaxToken EqualsSign { get; } = equalsSign;

    public ExpressionSyntax Value { get; } = value;
}
