namespace Dsl.Language.Syntax;

/// <summary><c>x[2, :, -1]</c>; the arguments are expressions, <see cref="SliceSyntax"/> or <see cref="EllipsisSyntax"/>.</summary>
public sealed class IndexSyntax(
    ExpressionSyntax target,
    SyntaxToken open,
    SeparatedList<ExpressionSyntax> arguments,
    SyntaxToken close)
    : ExpressionSyntax(SyntaxKind.Index, Join(target, open, arguments, close))
{
    public ExpressionSyntax Target { get; } = target;

    public SyntaxToken Open { get; } = open;

    public SeparatedList<ExpressionSyntax> Arguments { get; } = arguments;

    public SyntaxToken Close { get; } = close;
}
