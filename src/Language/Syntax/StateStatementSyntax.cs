
namespace Dsl.Language.Syntax;

/// <summary>A tensor that is kept but not trained: <c>state m: [C] = 0</c>.</summary>
public sealed class StateStatementSyntax(
    SyntaxToken keyword,
    SyntaxToken name,
    SyntaxToken? colon,
    TypeSyntax? type,
    SyntaxToken equalsSign,
    ExpressionSyntax value)
    : StatementSyntax(SyntaxKind.StateStatement, Join(keyword, name, colon, type, equalsSign, value))
{
    public SyntaxToken Keyword { get; } = keyword;

    public SyntaxToken Name { get; } = name;

    public SyntaxToken? Colon { get; } = colon;

    public TypeSyntax? Type { get; } = type;

    public SyntaxToken EqualsSign { get; } = equalsSign;

    public ExpressionSyntax Value { get; } = value;
}
