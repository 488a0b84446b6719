namespace Dsl.Language.Syntax;

/// <summary>A call: <c>f(a, name: b)</c>.</summary>
public sealed class CallSyntax(
    ExpressionSyntax callee,
    SyntaxToken open,
    SeparatedList<ArgumentSyntax> arguments,
    SyntaxToken close)
    : ExpressionSyntax(SyntaxKind.Call, Join(callee, open, arguments, close))
{
    public ExpressionSyntax Callee { get; } = callee;

    public SyntaxToken Open { get; } = open;

    public SeparatedList<ArgumentSyntax> Arguments { get; } = arguments;

    public SyntaxToken Close { get; } = close;
}
