using System.Collections.Immutable;
using Dsl.Language.Text;

namespace Dsl.Language.Syntax;

/// <summary>A word, number, sign or piece of a string, with the trivia around it.</summary>
public sealed class SyntaxToken : SyntaxElement
{
    private string? text;
    private ImmutableArray<SyntaxTrivia> leadingTrivia;
    private ImmutableArray<SyntaxTrivia> trailingTrivia;

    /// <param name="leadingTrivia">What stands before the token; left out where it can be read from the text when somebody asks.</param>
    internal SyntaxToken(
        SourceText source,
        SyntaxKind kind,
        TextSpan span,
        TextSpan fullSpan,
        bool isFirstOnLine,
        bool isMissing,
        ImmutableArray<SyntaxTrivia> leadingTrivia = default)
        : base(source, kind, span, fullSpan)
    {
        this.leadingTrivia = leadingTrivia;
        IsFirstOnLine = isFirstOnLine;
        IsMissing = isMissing;
    }

    /// <summary>The token as written; empty when it is missing.</summary>
    public string Text => text ??= Source.Slice(Span);

    /// <summary>Trivia from the end of the line before up to the token.</summary>
    public ImmutableArray<SyntaxTrivia> LeadingTrivia =>
        leadingTrivia.IsDefault ? leadingTrivia = TriviaReader.Read(Source, TextSpan.FromBounds(FullSpan.Start, Span.Start)) : leadingTrivia;

    /// <summary>Trivia up to and with the line break that ends the token's line.</summary>
    public ImmutableArray<SyntaxTrivia> TrailingTrivia =>
        trailingTrivia.IsDefault ? trailingTrivia = TriviaReader.Read(Source, TextSpan.FromBounds(Span.End, FullSpan.End)) : trailingTrivia;

    /// <summary>Whether space, a line break or a comment follows directly.</summary>
    internal bool HasTrailingTrivia => FullSpan.End > Span.End;

    /// <summary>Whether only space stands before the token on its line.</summary>
    public bool IsFirstOnLine { get; }

    /// <summary>Whether the parser put the token where the text has none.</summary>
    public bool IsMissing { get; }

    internal override int Height => 0;

    internal static SyntaxToken Missing(SourceText source, SyntaxKind kind, int position) =>
        new(source, kind, new TextSpan(position, 0), new TextSpan(position, 0), isFirstOnLine: false, isMissing: true);

    internal SyntaxToken WithKind(SyntaxKind kind) =>
        new(Source, kind, Span, FullSpan, IsFirstOnLine, IsMissing, leadingTrivia);

    /// <summary>The same token with text before it that was skipped; the text ends where the token's full span begins.</summary>
    internal SyntaxToken WithSkippedBefore(IReadOnlyList<SyntaxTrivia> skipped) =>
        new(
            Source,
            Kind,
            Span,
            TextSpan.FromBounds(skipped[0].Span.Start, FullSpan.End),
            IsFirstOnLine,
            IsMissing,
            [.. skipped, .. LeadingTrivia]);

    /// <summary>Cuts a token of two signs into its first and its second sign.</summary>
    internal (SyntaxToken First, SyntaxToken Second) Split(SyntaxKind firstKind, SyntaxKind secondKind)
    {
        var middle = Span.Start + 1;
        var first = new SyntaxToken(
            Source,
            firstKind,
            new TextSpan(Span.Start, 1),
            TextSpan.FromBounds(FullSpan.Start, middle),
            IsFirstOnLine,
            isMissing: false,
            leadingTrivia);
        var second = new SyntaxToken(
            Source,
            secondKind,
            TextSpan.FromBounds(middle, Span.End),
            TextSpan.FromBounds(middle, FullSpan.End),
            isFirstOnLine: false,
            isMissing: false);
        return (first, second);
    }
}
