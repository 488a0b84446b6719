
namespace Dsl.Language.Syntax;

/// <summary>The update of a state: <c>m &lt;- value</c>.</summary>
public sealed class StateUpdateStatementSyntax(SyntaxToken name, SyntaxToken arrow, ExpressionSyntax value)
    : StatementSyntax(SyntaxKind.StateUpdateStatement, Join(name, arrow, value))
{
    public SyntaxToken Name { get; } = name;

    public SyntaxToken Arrow { get; } = arrow;

    public ExpressionSyntax Value { get; } = value;
}
