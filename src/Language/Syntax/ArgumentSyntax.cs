
namespace Dsl.Language.Syntax;

/// <summary>An argument of a call or a field of a record.</summary>
public sealed class ArgumentSyntax(SyntaxToken? name, SyntaxToken? colon, ExpressionSyntax value)
    : SyntaxNode(SyntaxKind.Argument, Join(name, colon, value))
{
    public SyntaxToken? Name { get; } = name;

    public SyntaxToken? Colon { get; } = colon;

    public ExpressionSyntax Value { get; } = value;
}
