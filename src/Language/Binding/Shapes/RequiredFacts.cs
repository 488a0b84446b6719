using Dsl.Language.Syntax;
using Dsl.Language.Types;

namespace Dsl.Language.Binding.Shapes;

/// <summary>Turns a required condition on sizes into facts that the rest of a declaration may rely on.</summary>
internal static class RequiredFacts
{
    public static DimensionFacts Learn(ExpressionSyntax condition, DimensionFacts facts, Func<ExpressionSyntax, Dimension?> sizeOf)
    {
        switch (condition)
        {
            case ParenthesizedSyntax parenthesized:
                return Learn(parenthesized.Expression, facts, sizeOf);
            case BinarySyntax { Operator.Kind: SyntaxKind.AndKeyword } both:
                return Learn(both.Right, Learn(both.Left, facts, sizeOf), sizeOf);
            case BinarySyntax { Operator.Kind: SyntaxKind.EqualsEqualsToken } equal:
                return LearnEqual(equal, facts, sizeOf);
            case BinarySyntax comparison when sizeOf(comparison.Left) is { } left && sizeOf(comparison.Right) is { } right:
                return comparison.Operator.Kind switch
                {
                    SyntaxKind.LessEqualsToken => facts.WithAtMost(left, right),
                    SyntaxKind.LessToken => facts.WithAtMost(left + 1, right),
                    SyntaxKind.GreaterEqualsToken => facts.WithAtMost(right, left),
                    SyntaxKind.GreaterToken => facts.WithAtMost(right + 1, left),
                    _ => facts,
                };
            default:
                return facts;
        }
    }

    private static DimensionFacts LearnEqual(BinarySyntax equal, DimensionFacts facts, Func<ExpressionSyntax, Dimension?> sizeOf)
    {
        if (equal.Left is BinarySyntax { Operator.Kind: SyntaxKind.PercentToken } remainder && sizeOf(equal.Right)?.ConstantValue == 0)
        {
            return sizeOf(remainder.Left) is { } dividend && sizeOf(remainder.Right) is { } divisor
                ? facts.WithDivides(divisor, dividend)
                : facts;
        }

        return sizeOf(equal.Left) is { } left && sizeOf(equal.Right) is { } right ? facts.WithEqual(left, right) : facts;
    }
}
