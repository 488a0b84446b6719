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

    /// <summary>The parts of an index of the form <c>name*stride + offset</c>, or null for any other expression.</summary>
    public static (string Name, long Stride, long Offset)? TryParseSingle(ExpressionSyntax expression, IndexScope scope, Func<ExpressionSyntax, long?> constant)
    {
        while (expression is ParenthesizedSyntax parenthesized)
            expression = parenthesized.Expression;
        if (Term(expression, scope, constant) is var (name, stride))
            return (name, stride, 0);
        if (expression is not BinarySyntax { Operator.Kind: SyntaxKind.PlusToken or SyntaxKind.MinusToken } sum)
            return null;
        var isSum = sum.Operator.Kind == SyntaxKind.PlusToken;
        if (Term(sum.Left, scope, constant) is var (left, factor) && IsFree(sum.Right, scope) && constant(sum.Right) is { } added)
            return (left, factor, isSum ? added : -added);
        return isSum && Term(sum.Right, scope, constant) is var (right, multiple) && IsFree(sum.Left, scope) && constant(sum.Left) is { } first
            ? (right, multiple, first)
            : null;
    }

    /// <summary>The parts of an index of the form <c>name // times</c>, or null for any other expression.</summary>
    public static (string Name, long Times)? TryParseRepeated(ExpressionSyntax expression, IndexScope scope, Func<ExpressionSyntax, long?> constant)
    {
        while (expression is ParenthesizedSyntax parenthesized)
            expression = parenthesized.Expression;
        return expression is BinarySyntax { Operator.Kind: SyntaxKind.SlashSlashToken, Left: NameSyntax name } quotient && scope.Contains(name.Name)
            && IsFree(quotient.Right, scope) && constant(quotient.Right) is > 0 and { } times
            ? (name.Name, times)
            : null;
    }

    private static bool IsFree(SyntaxNode node, IndexScope scope) =>
        !(node is NameSyntax name && scope.Contains(name.Name)) && node.Children.OfType<SyntaxNode>().All(c => IsFree(c, scope));

    private static (string Name, long Factor)? Term(ExpressionSyntax expression, IndexScope scope, Func<ExpressionSyntax, long?> constant)
    {
        while (expression is ParenthesizedSyntax parenthesized)
            expression = parenthesized.Expression;
        switch (expression)
        {
            case NameSyntax name when scope.Contains(name.Name):
                return (name.Name, 1);
            case BinarySyntax { Operator.Kind: SyntaxKind.StarToken } product:
                if (product.Left is NameSyntax left && scope.Contains(left.Name) && IsFree(product.Right, scope) && constant(product.Right) is > 0 and { } right)
                    return (left.Name, right);
                if (product.Right is NameSyntax named && scope.Contains(named.Name) && IsFree(product.Left, scope) && constant(product.Left) is > 0 and { } factor)
                    return (named.Name, factor);
                return null;
            default:
                return null;
        }
    }
}
