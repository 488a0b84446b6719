using Dsl.Language.Syntax;
using Dsl.Language.Types;

namespace Dsl.Language.Binding.Shapes;

/// <summary>Reads a required condition on sizes, so that it can be asked again once they are known.</summary>
internal static class RequiredConditions
{
    /// <summary>The condition; null where it is about something else than sizes.</summary>
    public static SizeCondition? Read(ExpressionSyntax condition, Func<ExpressionSyntax, Dimension?> sizeOf)
    {
        switch (condition)
        {
            case ParenthesizedSyntax parenthesized:
                return Read(parenthesized.Expression, sizeOf);
            case UnarySyntax { Operator.Kind: SyntaxKind.NotKeyword } negated:
                return Read(negated.Operand, sizeOf) is { } inner ? new SizeNegation(inner) : null;
            case BinarySyntax { Operator.Kind: SyntaxKind.AndKeyword or SyntaxKind.OrKeyword } joined:
                var (first, second) = (Read(joined.Left, sizeOf), Read(joined.Right, sizeOf));
                if (first is not null && second is not null)
                    return new SizeConjunction(first, second, joined.Operator.Kind == SyntaxKind.AndKeyword);
                return null;
            case BinarySyntax comparison when SignsOf(comparison.Operator.Kind) is { } signs && sizeOf(comparison.Left) is { } left && sizeOf(comparison.Right) is { } right:
                return new SizeComparison(left, right, signs);
            default:
                return null;
        }
    }

    private static Func<int, bool>? SignsOf(SyntaxKind comparison) => comparison switch
    {
        SyntaxKind.LessToken => static sign => sign < 0,
        SyntaxKind.LessEqualsToken => static sign => sign <= 0,
        SyntaxKind.GreaterToken => static sign => sign > 0,
        SyntaxKind.GreaterEqualsToken => static sign => sign >= 0,
        SyntaxKind.EqualsEqualsToken => static sign => sign == 0,
        SyntaxKind.NotEqualsToken => static sign => sign != 0,
        _ => null,
    };
}
