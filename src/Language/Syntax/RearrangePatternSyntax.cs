namespace Dsl.Language.Syntax;

/// <summary>A pattern of dimensions: <c>[B, T, heads*d] -> [B, heads, T, d]</c>.</summary>
public sealed class RearrangePatternSyntax(ListSyntax from, SyntaxToken arrow, ListSyntax to)
    : ExpressionSyntax(SyntaxKind.RearrangePattern, Join(from, arrow, to))
{
    public ListSyntax From { get; } = from;

    public SyntaxToken Arrow { get; } = arrow;

    public ListSyntax To { get; } = to;
}
