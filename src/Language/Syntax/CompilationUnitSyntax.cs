using System.Collections.Immutable;

namespace Dsl.Language.Syntax;

/// <summary>All statements of a file.</summary>
public sealed class CompilationUnitSyntax(
    ImmutableArray<StatementSyntax> statements,
    ImmutableArray<SyntaxToken> semicolons,
    SyntaxToken endOfFile)
    : SyntaxNode(SyntaxKind.CompilationUnit, JoinStatements(null, statements, semicolons, endOfFile))
{
    public ImmutableArray<StatementSyntax> Statements { get; } = statements;

    /// <summary>The semicolons between statements that share a line.</summary>
    public ImmutableArray<SyntaxToken> Semicolons { get; } = semicolons;

    /// <summary>The token without width at the end, which carries the comments after the last statement.</summary>
    public SyntaxToken EndOfFile { get; } = endOfFile;
}
