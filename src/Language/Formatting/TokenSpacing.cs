using Dsl.Language.Syntax;

namespace Dsl.Language.Formatting;

/// <summary>Whether a space stands between two tokens on one line.</summary>
internal static class TokenSpacing
{
    /// <param name="previous">The token before.</param>
    /// <param name="previousParent">The node that the token before belongs to.</param>
    /// <param name="next">The token after.</param>
    /// <param name="nextParent">The node that the token after belongs to.</param>
    /// <param name="inShape">Whether the tokens stand in a shape or a pattern of dimensions.</param>
    public static bool IsSpaced(SyntaxToken previous, SyntaxNode previousParent, SyntaxToken next, SyntaxNode nextParent, bool inShape)
    {
        if (IsTightAfter(previous, previousParent, inShape) || IsTightBefore(next, nextParent, inShape))
            return false;
        if (previousParent is TypeSyntax && nextParent is ShapeSyntax && previous.Kind == SyntaxKind.IdentifierToken)
            return false;
        return (previous.Kind, next.Kind) is not (SyntaxKind.OpenBraceToken, SyntaxKind.CloseBraceToken);
    }

    private static bool IsTightAfter(SyntaxToken token, SyntaxNode parent, bool inShape)
    {
        switch (token.Kind)
        {
            case SyntaxKind.OpenParenthesisToken:
            case SyntaxKind.OpenBracketToken:
            case SyntaxKind.DotToken:
            case SyntaxKind.DotDotToken:
            case SyntaxKind.CaretToken:
            case SyntaxKind.StringStartToken:
            case SyntaxKind.StringTextToken:
            case SyntaxKind.InterpolationOpenToken:
            case SyntaxKind.InterpolationCloseToken:
            case SyntaxKind.FormatTextToken:
                return true;
            case SyntaxKind.MinusToken when parent is UnarySyntax:
                return true;
            case SyntaxKind.ColonToken:
                return parent is SliceSyntax or InterpolationSyntax;
            default:
                return inShape && IsArithmetic(token, parent);
        }
    }

    private static bool IsTightBefore(SyntaxToken token, SyntaxNode parent, bool inShape)
    {
        switch (token.Kind)
        {
            case SyntaxKind.CloseParenthesisToken:
            case SyntaxKind.CloseBracketToken:
            case SyntaxKind.CommaToken:
            case SyntaxKind.SemicolonToken:
            case SyntaxKind.DotToken:
            case SyntaxKind.DotDotToken:
            case SyntaxKind.CaretToken:
            case SyntaxKind.StringTextToken:
            case SyntaxKind.StringEndToken:
            case SyntaxKind.InterpolationOpenToken:
            case SyntaxKind.InterpolationCloseToken:
            case SyntaxKind.FormatTextToken:
            case SyntaxKind.EndOfFileToken:
                return true;
            case SyntaxKind.ColonToken:
                return parent is not SliceSyntax slice || slice.Start is not null || token == slice.SecondColon;
            case SyntaxKind.OpenParenthesisToken:
                return parent is CallSyntax or ParameterListSyntax;
            case SyntaxKind.OpenBracketToken:
                return parent is IndexSyntax;
            default:
                return inShape && IsArithmetic(token, parent);
        }
    }

    private static bool IsArithmetic(SyntaxToken token, SyntaxNode parent) =>
        parent is BinarySyntax binary
        && token == binary.Operator
        && SyntaxFacts.InfixPrecedence(token.Kind) >= Precedence.Additive;
}
