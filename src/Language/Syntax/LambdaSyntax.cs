namespace Dsl.Language.Syntax;

/// <summary>An unnamed function: <c>x => x^2</c> or <c>(x, y) => x * y</c>; the body may be a block.</summary>
public sealed class LambdaSyntax(
    SyntaxToken? open,
    SeparatedList<ParameterSyntax> parameters,
    SyntaxToken? close,
    SyntaxToken arrow,
    ExpressionSyntax body)
    : ExpressionSyntax(SyntaxKind.Lambda, Join(open, parameters, close, arrow, body))
{
    public SyntaxToken? Open { get; } = open;

    public SeparatedList<ParameterSyntax> Parameters { get; } = parameters;

    public SyntaxToken? Close { get; } = close;

    public SyntaxToken Arrow { get; } = arrow;

    public ExpressionSyntax Body { get; } = body;
}
