namespace Dsl.Language.Syntax;

/// <summary>A tuple: <c>(a, b)</c>.</summary>
public sealed class TupleSyntax(SyntaxToken open, SeparatedList<ExpressionSyntax> elements, SyntaxToken close)
    : ExpressionSyntax(SyntaxKind.Tuple, Join(open, elements, close))
{
    public SyntaxToken Open { get; } = open;

    public SeparatedList<ExpressionSyntax> Elements { get; } = elements;

    public SyntaxToken Close { get; } = close;
}
