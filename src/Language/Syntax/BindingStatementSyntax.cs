using System.Collections.Immutable;

namespace Dsl.Language.Syntax;

/// <summary><c>name = value</c>, <c>(a, b) = value</c>, <c>name: [B, T] = value</c> or <c>w[b, t] = value</c>.</summary>
public sealed class BindingStatementSyntax(
    ExpressionSyntax target,
    SyntaxToken? colon,
    TypeSyntax? type,
    SyntaxToken equalsSign,
    ExpressionSyntax value)
    : StatementSyntax(SyntaxKind.BindingStatement, Join(target, colon, type, equalsSign, value))
{
    /// <summary>A name, a tuple of names, or an index (index notation).</summary>
    public ExpressionSyntax Target { get; } = target;

    public SyntaxToken? Colon { get; } = colon;

    public TypeSyntax? Type { get; } = type;

    public SyntaxToken EqualsSign { get; } = equalsSign;

    public ExpressionSyntax Value { get; } = value;

    /// <summary>The names that are given values: the target itself, those of a tuple, or the one before the indices.</summary>
    public ImmutableArray<NameSyntax> Names => Target switch
    {
        NameSyntax name => [name],
        ParenthesizedSyntax { Expression: NameSyntax single } => [single],
        TupleSyntax tuple => [.. tuple.Elements.OfType<NameSyntax>()],
        IndexSyntax { Target: NameSyntax indexed } => [indexed],
        _ => [],
    };
}
