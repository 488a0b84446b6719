using Dsl.Language.Text;

namespace Dsl.Language.Syntax;

/// <summary>A node or a token of the lossless tree, at its absolute place in the text.</summary>
public abstract class SyntaxElement : ISyntaxPart
{
    private SourceLocation? location;

    private protected SyntaxElement(SourceText source, SyntaxKind kind, TextSpan span, TextSpan fullSpan)
    {
        Source = source;
        Kind = kind;
        Span = span;
        FullSpan = fullSpan;
    }

    public SourceText Source { get; }

    public SyntaxKind Kind { get; }

    /// <summary>The place without the trivia before and after it.</summary>
    public TextSpan Span { get; }

    /// <summary>The place with all its trivia; the full spans of siblings follow each other without a gap.</summary>
    public TextSpan FullSpan { get; }

    public SourceLocation Location => location ??= new SourceLocation(Source, Span);

    /// <summary>The number of levels below this element: 0 for a token.</summary>
    internal abstract int Height { get; }

    int ISyntaxPart.ElementCount => 1;

    void ISyntaxPart.CopyTo(Span<SyntaxElement> children) => children[0] = this;

    public override string ToString() => Source.Slice(Span);
}
