
namespace Dsl.Language.Syntax;

/// <summary>A trainable tensor: <c>param W: [in, out] ~ xavier()</c> or <c>param b: [out] = 0</c>.</summary>
public sealed class ParamStatementSyntax(
    SyntaxToken keyword,
    SyntaxToken name,
    SyntaxToken? colon,
    TypeSyntax? type,
    SyntaxToken initializer,
    ExpressionSyntax value)
    : StatementSyntax(SyntaxKind.ParamStatement, Join(keyword, name, colon, type, initializer, value))
{
    public SyntaxToken Keyword { get; } = keyword;

    public SyntaxToken Name { get; } = name;

    public SyntaxToken? Colon { get; } = colon;

    public TypeSyntax? Type { get; } = type;

    /// <summary><c>~</c> before a distribution, <c>=</c> before a value.</summary>
    public SyntaxToken Initializer { get; } = initializer;

    public ExpressionSyntax Value { get; } = value;

    /// <summary>Whether the start value is drawn from a distribution.</summary>
    public bool IsDistribution => Initializer.Kind == SyntaxKind.TildeToken;
}
