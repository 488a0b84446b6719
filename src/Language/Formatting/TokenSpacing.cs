using Dsl.Language.Syntax;

namespace Dsl.Language.Formatting;

/// <summary>Whether a space stands between two tokens on one line.</summary>
internal static class TokenSpacing
{
    /// <param name="previous">The token before.</param>
    /// <param name="previousParent">The node that the token before belongs to.</param>
    /// <param name="next">The token after.</param>
    /// <param name="nextParent">The node that the token after belongs to.</param>
    /// <param name="inSquareBrackets">Whether <c>[ ]</c> are the innermost brackets, grouping parentheses aside.</param>
    public static bool IsSpaced(SyntaxToken previous, SyntaxNode previousParent, SyntaxToken next, SyntaxNode nextParent, bool inSquareBrackets)
    {
        if (IsTightAfter(previous, previousParent, inSquareBrackets) || IsTightBefore(next, nextParent, inSquareBrackets))
            return false;
        if (previousParent is TypeSyntax && nextParent is ShapeSyntax && previous.Kind == SyntaxKind.IdentifierToken)
            return false;
        return (previous.Kind, next.Kind) is not (SyntaxKind.OpenBraceToken, SyntaxKind.CloseBraceToken);
    }

    private static bool IsTightAfter(SyntaxToken token, SyntaxNode parent, bool inSquareBrackets)
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
                return inSquareBrackets && IsTightProduct(token, parent);
        }
    }

    private static bool IsTightBefore(SyntaxToken token, SyntaxNode parent, bool inSquareBrackets)
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
                return inSquareBrackets && IsTightProduct(token, parent);
        }
    }

    private static bool IsTightProduct(SyntaxToken token, SyntaxNode parent) =>
        parent is BinarySyntax binary && token == binary.Operator && IsSimpleProduct(binary);

    /// <summary>Whether an expression is names and numbers, multiplied or divided.</summary>
    private static bool IsSimpleProduct(ExpressionSyntax expression)
    {
        while (expression is BinarySyntax binary)
        {
            var isProduct = SyntaxFacts.InfixPrecedence(binary.Operator.Kind) == Precedence.Multiplicative
                && binary.Operator.Kind != SyntaxKind.AtToken;
            if (!isProduct || !IsNameOrNumber(binary.Right))
                return false;
            expression = binary.Left;
        }

        return IsNameOrNumber(expression);
    }

    private static bool IsNameOrNumber(ExpressionSyntax expression) => expression is NameSyntax or NumberLiteralSyntax;
}
