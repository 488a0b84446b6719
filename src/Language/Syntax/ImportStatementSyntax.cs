namespace Dsl.Language.Syntax;

/// <summary><c>import "blocks.nn" as blocks</c>.</summary>
public sealed class ImportStatementSyntax(
    SyntaxToken keyword,
    StringLiteralSyntax path,
    SyntaxToken? asKeyword,
    SyntaxToken? alias)
    : StatementSyntax(SyntaxKind.ImportStatement, Join(keyword, path, asKeyword, alias))
{
    public SyntaxToken Keyword { get; } = keyword;

    public StringLiteralSyntax Path { get; } = path;

    public SyntaxToken? AsKeyword { get; } = asKeyword;

    public SyntaxToken? Alias { get; } = alias;
}
