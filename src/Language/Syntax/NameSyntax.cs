namespace Dsl.Language.Syntax;

/// <summary>A name used as a value or as a dimension.</summary>
public sealed class NameSyntax(SyntaxToken identifier)
    : ExpressionSyntax(SyntaxKind.Name, Join(identifier))
{
    public SyntaxToken Identifier { get; } = identifier;

    public string Name => Identifier.Text;
}
