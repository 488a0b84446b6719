using System.Collections.Immutable;

namespace Dsl.Language.Syntax;

/// <summary>A part of a string: its text, or a value put into it.</summary>
public abstract class StringPartSyntax : SyntaxNode
{
    private protected StringPartSyntax(SyntaxKind kind, ImmutableArray<SyntaxElement> children)
        : base(kind, children)
    {
    }
}
