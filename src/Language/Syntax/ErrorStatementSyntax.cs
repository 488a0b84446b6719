using System.Collections.Immutable;

namespace Dsl.Language.Syntax;

/// <summary>Tokens of which no statement could be made; a diagnostic says why.</summary>
public sealed class ErrorStatementSyntax(ImmutableArray<SyntaxToken> tokens)
    : StatementSyntax(SyntaxKind.ErrorStatement, [.. tokens])
{
    public ImmutableArray<SyntaxToken> Tokens { get; } = tokens;
}
