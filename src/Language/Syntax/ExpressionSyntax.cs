using System.Collections.Immutable;

namespace Dsl.Language.Syntax;

/// <summary>Anything that has a value.</summary>
public abstract class ExpressionSyntax : SyntaxNode
{
    private protected ExpressionSyntax(SyntaxKind kind, ImmutableArray<SyntaxElement> children)
        : base(kind, children)
    {
    }
}
