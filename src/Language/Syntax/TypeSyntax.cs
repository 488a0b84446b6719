namespace Dsl.Language.Syntax;

/// <summary>A written type: an element type, a shape, or both, as in <c>int[B, T]</c>.</summary>
public sealed class TypeSyntax(SyntaxToken? elementName, ShapeSyntax? shape)
    : SyntaxNode(SyntaxKind.Type, Join(elementName, shape))
{
    public SyntaxToken? ElementName { get; } = elementName;

    public ShapeSyntax? Shape { get; } = shape;
}
