using Dsl.Language.Syntax;

namespace Dsl.Language.Binding.Shapes;

/// <summary>An index of the form <c>outer*stride + inner*dilation</c>, as a convolution writes it.</summary>
internal sealed record AffineIndex(string Outer, string Inner, long Stride, long Dilation)
{
    /// <summary>The parts of such an index, or null for any other expression.</summary>
    public static AffineIndex? TryParse(ExpressionSyntax expression, IndexScope scope, Func<ExpressionSyntax, long?> constant)
    {
        while (expression is ParenthesizedSyntax parenthesized)
            expression = parenthesized.Expression;
        if (expression is not BinarySyntax { Operator.Kind: SyntaxKind.PlusToken } sum)
            return null;
        return Term(sum.Left, scope, constant) is var (outer, stride) && Term(sum.Right, scope, constant) is var (inner, dilation) && outer != inner
            ? new AffineIndex(outer, inner, stride, dilation)
            : null;
    }

    private static (string Name, long Factor)? Term(ExpressionSyntax expression, IndexScope scope, Func<ExpressionSyntax, long?> constant)
    {
        while (expression is ParenthesizedSyntax parenthesized)
            expression = parenthesized.Expression;
        switch (expression)
        {
            case NameSyntax name when scope.Contains(name.Name):
                return (name.Name, 1);
            case BinarySyntax { Operator.Kind: SyntaxKind.StarToken } product:
                if (product.Left is NameSyntax left && scope.Contains(left.Name) && constant(product.Right) is > 0 and { } right)
                    return (left.Name, right);
                if (product.Right is NameSyntax named && scope.Contains(named.Name) && constant(product.Left) is > 0 and { } factor)
                    return (named.Name, factor);
                return null;
            default:
                return null;
        }
    }
}
