namespace Dsl.Language.Syntax;

/// <summary>A range inside an index: <c>start:stop:step</c>, each part optional.</summary>
public sealed class SliceSyntax(
    ExpressionSyntax? start,
    SyntaxToken colon,
    ExpressionSyntax? stop,
    SyntaxToken? secondColon,
    ExpressionSyntax? step)
    : ExpressionSyntax(SyntaxKind.Slice, Join(start, colon, stop, secondColon, step))
{
    public ExpressionSyntax? Start { get; } = start;

    public SyntaxToken Colon { get; } = colon;

    public ExpressionSyntax? Stop { get; } = stop;

    public SyntaxToken? SecondColon { get; } = secondColon;

    public ExpressionSyntax? Step { get; } = step;
}
