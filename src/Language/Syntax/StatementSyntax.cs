using System.Collections.Immutable;

namespace Dsl.Language.Syntax;

/// <summary>A statement or a declaration.</summary>
public abstract class StatementSyntax : SyntaxNode
{
    private protected StatementSyntax(SyntaxKind kind, ImmutableArray<SyntaxElement> children)
        : base(kind, children)
    {
    }

    /// <summary>The text of the <c>##</c> lines directly above, joined by line breaks; null when there are none.</summary>
    public string? Documentation => DocumentationComment.Read(FirstToken.LeadingTrivia);
}
