namespace Dsl.Language.Syntax;

/// <summary>A recurrence: <c>scan t over T with h: [B, H] = 0 { ... }</c>.</summary>
public sealed class ScanSyntax(
    SyntaxToken scanKeyword,
    SyntaxToken index,
    SyntaxToken overKeyword,
    ExpressionSyntax dimension,
    SyntaxToken? withKeyword,
    SeparatedList<CarrySyntax> carries,
    BlockSyntax body)
    : ExpressionSyntax(SyntaxKind.Scan, Join(scanKeyword, index, overKeyword, dimension, withKeyword, carries, body))
{
    public SyntaxToken ScanKeyword { get; } = scanKeyword;

    public SyntaxToken Index { get; } = index;

    public SyntaxToken OverKeyword { get; } = overKeyword;

    public ExpressionSyntax Dimension { get; } = dimension;

    public SyntaxToken? WithKeyword { get; } = withKeyword;

    public SeparatedList<CarrySyntax> Carries { get; } = carries;

    public BlockSyntax Body { get; } = body;
}
