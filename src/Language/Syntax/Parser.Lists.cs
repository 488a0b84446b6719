using System.Collections.Immutable;
using Dsl.Language.Text;

namespace Dsl.Language.Syntax;

/// <summary>Brackets and what stands between commas in them.</summary>
internal sealed partial class Parser
{
    /// <summary>What a bracket changes for the tokens inside it, to be restored behind it.</summary>
    private readonly record struct BracketScope(bool NewlineEndsStatement, bool BlockAllowed);

    /// <summary>Takes an opening bracket. Without a partner, line breaks go on to end statements, so that the mistake stays on its line.</summary>
    private SyntaxToken Open(SyntaxKind kind, string purpose, out BracketScope outer)
    {
        outer = new BracketScope(newlineEndsStatement, blockAllowed);
        if (!At(kind) || isUnwinding)
            return Expect(kind, purpose);
        var isClosed = pairs.PartnerOf(position) >= 0;
        var token = Take();
        newlineEndsStatement &= !isClosed;
        blockAllowed = true;
        return token;
    }

    /// <summary>Takes the closing bracket that belongs to <paramref name="open"/>, skipping what does not fit before it.</summary>
    private SyntaxToken Close(SyntaxToken open, SyntaxKind kind, int openIndex, BracketScope outer)
    {
        var token = CloseInside(open, kind, openIndex);
        newlineEndsStatement = outer.NewlineEndsStatement;
        blockAllowed = outer.BlockAllowed;
        return token;
    }

    private SyntaxToken CloseInside(SyntaxToken open, SyntaxKind kind, int openIndex)
    {
        if (isUnwinding || open.IsMissing)
            return !isUnwinding && open.IsMissing && At(kind) && pairs.PartnerOf(position) < 0 ? Take() : Missing(kind);
        if (At(kind))
            return Take();
        var spelling = SyntaxFacts.SpellingOf(kind);
        var partner = pairs.PartnerOf(openIndex);
        if (partner >= position && tokens[partner].Kind == kind)
        {
            if (At(SyntaxKind.ForKeyword) && kind == SyntaxKind.CloseBracketToken)
                ReportAt(SyntaxErrors.ForeignWord, Current.Span, "a list has no loop in it; what is computed with a tensor is computed with all of its numbers, as in `(0..5)^2`");
            else
                ReportHere(SyntaxErrors.TokenExpected, $"expected `{spelling}` or an operator{Found()}");
            SkipTo(partner);
            return Take();
        }

        if (!FollowsOpenString() && MayReport())
        {
            diagnostics.ReportWithRemark(
                SyntaxErrors.UnclosedBracket,
                HereSpan,
                $"expected `{spelling}` here{Found()}",
                open.Span,
                $"`{open.Text}` opens here");
        }

        return Missing(kind);
    }

    // A string without its closing quote has swallowed the bracket, and is reported.
    private bool FollowsOpenString() => previous switch
    {
        { Kind: SyntaxKind.StringStartToken } => true,
        { Kind: SyntaxKind.StringTextToken, Text: var text } => text is not ['\'', .., '\''],
        _ => false,
    };

    /// <summary>Elements separated by commas up to the closing bracket; a comma may follow the last one.</summary>
    private SeparatedList<T> ParseList<T>(SyntaxKind close, Func<T> parseElement)
        where T : SyntaxNode
    {
        var elements = ImmutableArray.CreateBuilder<T>(1);
        var separators = ImmutableArray.CreateBuilder<SyntaxToken>(0);
        while (!isUnwinding && !At(close) && CanBeginElement(close))
        {
            var before = position;
            elements.Add(parseElement());
            if (isUnwinding || At(close))
                break;
            if (At(SyntaxKind.CommaToken))
                separators.Add(Take());
            else if (!AtLineEnd && position > before && CanBeginValue())
                separators.Add(MissingComma());
            else
                break;
        }

        return new SeparatedList<T>(elements.DrainToImmutable(), separators.DrainToImmutable());
    }

    private SyntaxToken MissingComma()
    {
        var place = new TextSpan(previous!.Span.End, 0);
        ReportAt(
            SyntaxErrors.SeparatorExpected,
            Current.Span,
            $"expected `,` before {Describe(Current)}",
            diagnostics.Replace("put a comma between them", place, ","));
        return Missing(SyntaxKind.CommaToken);
    }

    /// <summary>Whether a list goes on; a comma with nothing before it does, to be reported as a missing element.</summary>
    private bool CanBeginElement(SyntaxKind close) =>
        !AtEnd && !SyntaxFacts.IsClosing(Current.Kind)
        && !(AtLineEnd && close != SyntaxKind.OpenBraceToken && LooksLikeStatementStart())
        && !At(SyntaxKind.SemicolonToken) && !At(SyntaxKind.StringEndToken);

    private bool CanBeginValue() => Current.Kind switch
    {
        SyntaxKind.IdentifierToken or SyntaxKind.NumberToken or SyntaxKind.StringStartToken or SyntaxKind.StringTextToken
            or SyntaxKind.TrueKeyword or SyntaxKind.FalseKeyword or SyntaxKind.OpenParenthesisToken
            or SyntaxKind.OpenBracketToken or SyntaxKind.EllipsisToken => true,
        SyntaxKind.NotKeyword => true,
        var kind => SyntaxFacts.IsKeyword(kind) && Ahead(1).Kind == SyntaxKind.ColonToken,
    };
}
