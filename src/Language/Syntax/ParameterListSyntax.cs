namespace Dsl.Language.Syntax;

/// <summary>The parameters of a declaration in parentheses.</summary>
public sealed class ParameterListSyntax(
    SyntaxToken open,
    SeparatedList<ParameterSyntax> parameters,
    SyntaxToken close)
    : SyntaxNode(SyntaxKind.ParameterList, Join(open, parameters, close))
{
    public SyntaxToken Open { get; } = open;

    public SeparatedList<ParameterSyntax> Parameters { get; } = parameters;

    public SyntaxToken Close { get; } = close;
}
