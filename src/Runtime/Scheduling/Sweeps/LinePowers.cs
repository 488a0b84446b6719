using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling.Sweeps;

/// <summary>
/// How values of tables grow with a number r of their line: by which power of c they are multiplied where r is. Of a greatest value m it is told instead by which power of exp(m - n) they
/// are multiplied where m becomes n.
/// </summary>
/// <param name="result">The number, one a line.</param>
/// <param name="greatest">What the number is the greatest value of; null for another number.</param>
/// <param name="tables">The kernels of tables.</param>
/// <param name="space">The places of the tables.</param>
internal sealed class LinePowers(TensorBuffer result, PlacedExpression? greatest, IReadOnlyDictionary<TensorBuffer, ElementKernel> tables, TableSpace space)
{
    // Other factors than numbers of at most this size might leave the range of 16-bit floats.
    private const double LargestFactor = 1024;

    private readonly Dictionary<ScalarExpression, int?> known = new(ReferenceEqualityComparer.Instance);

    /// <summary>The power of a table's values; null where they grow in another way.</summary>
    public int? Of(ElementKernel table) => Of(table.Body, PlacedExpression.Of(table, space));

    /// <summary>The power of an expression; null where it grows in another way.</summary>
    public int? Of(PlacedExpression expression) => Of(expression.Body, expression);

    /// <summary>Whether the values of a table are exponentials of what is below the greatest value, times small numbers.</summary>
    /// <param name="table">The table.</param>
    /// <param name="ones">Numbers of lines that count as 1.</param>
    public bool IsSmall(ElementKernel table, IReadOnlyCollection<TensorBuffer> ones)
    {
        var place = PlacedExpression.Of(table, space);
        return IsSmall(table.Body);

        bool IsSmall(ScalarExpression value) => value switch
        {
            ConstantScalar constant => Math.Abs(constant.Value) <= LargestFactor,
            LoadScalar load => ones.Contains(load.Buffer) || (tables.TryGetValue(load.Buffer, out var other) && this.IsSmall(other, ones)),
            UnaryScalar { Operation: ScalarOperation.Exp } exponential => IsShifted(exponential.Operand, place),
            UnaryScalar { Operation: ScalarOperation.Negate } negated => IsSmall(negated.Operand),
            BinaryScalar { Operation: ScalarOperation.Multiply } product => IsSmall(product.Left) && IsSmall(product.Right),
            BinaryScalar { Operation: ScalarOperation.Divide, Right: LoadScalar divisor } quotient => ones.Contains(divisor.Buffer) && IsSmall(quotient.Left),
            BinaryScalar { Operation: ScalarOperation.Divide, Right: ConstantScalar divisor } quotient => Math.Abs(divisor.Value) >= 1 / LargestFactor && IsSmall(quotient.Left),
            SelectScalar select => IsSmall(select.WhenTrue) && IsSmall(select.WhenFalse),
            CastScalar cast => IsSmall(cast.Operand),
            _ => false,
        };
    }

    private int? Of(ScalarExpression expression, PlacedExpression place)
    {
        if (!known.TryGetValue(expression, out var power))
            known.Add(expression, power = Find(expression, place));
        return power;
    }

    private int? Find(ScalarExpression expression, PlacedExpression place)
    {
        switch (expression)
        {
            case LoadScalar load:
                return load.Buffer == result ? (greatest is null ? 1 : null) : tables.TryGetValue(load.Buffer, out var table) ? Of(table) : 0;
            case UnaryScalar { Operation: ScalarOperation.Exp } exponential when greatest is not null && IsShifted(exponential.Operand, place):
                return 1;
            case UnaryScalar { Operation: ScalarOperation.Negate } negated:
                return Of(negated.Operand, place);
            case CastScalar cast when cast.Element.IsFloat() && cast.Operand.Element.IsFloat():
                return Of(cast.Operand, place);
            case BinaryScalar { Operation: ScalarOperation.Multiply } product:
                return Of(product.Left, place) + Of(product.Right, place);
            case BinaryScalar { Operation: ScalarOperation.Divide } quotient:
                return Of(quotient.Left, place) - Of(quotient.Right, place);
            case BinaryScalar { Operation: ScalarOperation.Add or ScalarOperation.Subtract } sum:
                return Of(sum.Left, place) is { } left && Of(sum.Right, place) == left ? left : null;
            case SelectScalar select when Of(select.Condition, place) == 0:
                return IsZero(select.WhenTrue) ? Of(select.WhenFalse, place)
                    : IsZero(select.WhenFalse) || Of(select.WhenTrue, place) == Of(select.WhenFalse, place) ? Of(select.WhenTrue, place) : null;
            default:
                return ExpressionWalker.Operands(expression).All(operand => Of(operand, place) == 0) ? 0 : null;
        }
    }

    private static bool IsZero(ScalarExpression expression) => expression is ConstantScalar { Value: 0 };

    // Whether it is what the number is the greatest value of, less the number.
    private bool IsShifted(ScalarExpression exponent, PlacedExpression place)
    {
        var (value, shift) = exponent switch
        {
            BinaryScalar { Operation: ScalarOperation.Subtract } difference => (difference.Left, difference.Right),
            BinaryScalar { Operation: ScalarOperation.Add, Right: UnaryScalar { Operation: ScalarOperation.Negate } negated } sum => (sum.Left, negated.Operand),
            _ => (null, null),
        };
        return value is not null && shift is LoadScalar load && load.Buffer == result && greatest is not null && (place with { Body = value }).SameAs(greatest);
    }
}
