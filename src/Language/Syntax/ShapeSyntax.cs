namespace Dsl.Language.Syntax;

/// <summary>The dimensions of a type in brackets; <see cref="EllipsisSyntax"/> stands for any leading ones.</summary>
public sealed class ShapeSyntax(SyntaxToken open, SeparatedList<ExpressionSyntax> dimensions, SyntaxToken close)
    : SyntaxNode(SyntaxKind.Shape, Join(open, dimensions, close))
{
    public SyntaxToken Open { get; } = open;

    public SeparatedList<ExpressionSyntax> Dimensions { get; } = dimensions;

    public SyntaxToken Close { get; } = close;
}
