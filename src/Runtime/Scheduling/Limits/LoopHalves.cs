using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling.Limits;

/// <summary>Conditions that compare sums of loops' turns.</summary>
internal static class LoopHalves
{
    // Sums within sums, and conditions within conditions, that are looked into.
    private const int MostLevels = 4;

    /// <summary>The turns at which a condition holds, if it compares sums of turns; null for others.</summary>
    public static LoopHalf? Of(ScalarExpression condition)
    {
        if (condition is not BinaryScalar binary || Sum(binary.Left, MostLevels) is not { } left || Sum(binary.Right, MostLevels) is not { } right)
            return null;
        var difference = Plus(left, right, -1);
        return binary.Operation switch
        {
            ScalarOperation.Greater => difference,
            ScalarOperation.GreaterOrEqual => difference with { Constant = difference.Constant + 1 },
            ScalarOperation.Less => (difference with { Constant = difference.Constant + 1 }).Opposite(),
            ScalarOperation.LessOrEqual => difference.Opposite(),
            _ => null,
        };
    }

    /// <summary>Turns at which a condition holds, or does not, whatever else there is in it: there may be others.</summary>
    public static ImmutableArray<LoopHalf> Within(ScalarExpression condition, bool holds) => Within(condition, holds, MostLevels);

    private static ImmutableArray<LoopHalf> Within(ScalarExpression condition, bool holds, int levels)
    {
        if (Of(condition) is { } half)
            return half.Terms.IsEmpty ? [] : [holds ? half : half.Opposite()];
        return levels == 0 ? [] : condition switch
        {
            UnaryScalar { Operation: ScalarOperation.Not } not => Within(not.Operand, !holds, levels - 1),
            BinaryScalar { Operation: ScalarOperation.And or ScalarOperation.Or } both => Either(both.Left, both.Right, (both.Operation == ScalarOperation.Or) == holds),
            BinaryScalar { Left: UnaryScalar { Operation: ScalarOperation.Abs } distance, Operation: ScalarOperation.Greater or ScalarOperation.GreaterOrEqual } far =>
                Either(far with { Left = distance.Operand }, far with { Left = Negated(distance.Operand) }, holds),
            BinaryScalar { Left: UnaryScalar { Operation: ScalarOperation.Abs } distance, Operation: ScalarOperation.Less or ScalarOperation.LessOrEqual } near =>
                Either(near with { Left = distance.Operand }, near with { Left = Negated(distance.Operand) }, !holds),
            _ => [],
        };

        // One of the two is enough, or it takes both.
        ImmutableArray<LoopHalf> Either(ScalarExpression left, ScalarExpression right, bool isEnough)
        {
            var (first, second) = (Within(left, holds, levels - 1), Within(right, holds, levels - 1));
            return isEnough ? first.AddRange(second) : [.. first.Where(one => second.Any(one.SameAs))];
        }
    }

    private static UnaryScalar Negated(ScalarExpression value) => new(ScalarOperation.Negate, value, value.Element);

    private static LoopHalf? Sum(ScalarExpression part, int levels) => part switch
    {
        ConstantScalar { Element: ElementType.Int } constant => new LoopHalf([], (long)constant.Value),
        IndexScalar index => OfIndex(LinearIndex.Of(index.Index)),
        UnaryScalar { Operation: ScalarOperation.Negate } negated when levels > 0 && Sum(negated.Operand, levels - 1) is { } a => Plus(new LoopHalf([], 0), a, -1),
        BinaryScalar { Operation: ScalarOperation.Add or ScalarOperation.Subtract } sum when levels > 0 && Sum(sum.Left, levels - 1) is { } a && Sum(sum.Right, levels - 1) is { } b =>
            Plus(a, b, sum.Operation == ScalarOperation.Add ? 1 : -1),
        _ => null,
    };

    private static LoopHalf? OfIndex(LinearIndex index) => index.IsAffine
        ? new LoopHalf([.. index.Terms.Select(static term => new LoopMultiple(((LoopIndex)term.Atom).Variable, term.Coefficient))], index.Constant)
        : null;

    private static LoopHalf Plus(LoopHalf a, LoopHalf b, long factor) => new(
        [
            .. a.Terms.Concat(b.Terms.Select(term => term with { Coefficient = term.Coefficient * factor })).GroupBy(static term => term.Variable)
                .Select(static terms => new LoopMultiple(terms.Key, terms.Sum(static term => term.Coefficient))).Where(static term => term.Coefficient != 0),
        ],
        a.Constant + (factor * b.Constant));
}
