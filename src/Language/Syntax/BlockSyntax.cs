using System.Collections.Immutable;

namespace Dsl.Language.Syntax;

/// <summary>Statements in braces; the value is the last one's, when that is an expression.</summary>
public sealed class BlockSyntax(
    SyntaxToken open,
    ImmutableArray<StatementSyntax> statements,
    ImmutableArray<SyntaxToken> semicolons,
    SyntaxToken close)
    : ExpressionSyntax(SyntaxKind.Block, JoinStatements(open, statements, semicolons, close))
{
    public SyntaxToken Open { get; } = open;

    public ImmutableArray<StatementSyntax> Statements { get; } = statements;

    /// <summary>The semicolons between statements that share a line.</summary>
    public ImmutableArray<SyntaxToken> Semicolons { get; } = semicolons;

    public SyntaxToken Close { get; } = close;
}
