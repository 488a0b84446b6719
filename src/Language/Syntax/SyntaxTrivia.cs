using Dsl.Language.Text;

namespace Dsl.Language.Syntax;

/// <summary>Text that carries no meaning for the program: space, line break, comment, or text skipped after a mistake.</summary>
public sealed record SyntaxTrivia(SourceText Source, SyntaxKind Kind, TextSpan Span)
{
    public string Text => Source.Slice(Span);

    public bool IsComment => Kind is SyntaxKind.CommentTrivia or SyntaxKind.DocumentationTrivia;
}
