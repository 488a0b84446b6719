namespace Dsl.Language.Syntax;

/// <summary>A list in brackets, <c>[1, 2]</c>: a tensor, or a shape used as a value.</summary>
public sealed class ListSyntax(SyntaxToken open, SeparatedList<ExpressionSyntax> elements, SyntaxToken close)
    : ExpressionSyntax(SyntaxKind.List, Join(open, elements, close))
{
    public SyntaxToken Open { get; } = open;

    public SeparatedList<ExpressionSyntax> Elements { get; } = elements;

    public SyntaxToken Close { get; } = close;
}
