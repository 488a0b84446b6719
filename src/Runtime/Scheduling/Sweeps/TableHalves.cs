using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling.Sweeps;

/// <summary>Conditions on rows and columns.</summary>
internal static class TableHalves
{
    // Sums within sums of a condition that are looked into.
    private const int MostSums = 4;

    /// <summary>The places at which a condition holds, if it compares sums of row and column; null for others.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="place">Around it.</param>
    /// <param name="space">The places.</param>
    public static TableHalf? Of(ScalarExpression condition, PlacedExpression place, TableSpace space)
    {
        if (condition is not BinaryScalar binary || Sum(binary.Left, MostSums) is not { } left || Sum(binary.Right, MostSums) is not { } right)
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

        TableHalf? Sum(ScalarExpression part, int deepest) => part switch
        {
            ConstantScalar { Element: ElementType.Int } constant => new TableHalf(0, 0, (long)constant.Value),
            IndexScalar index => OfIndex(LinearIndex.Of(index.Index)),
            UnaryScalar { Operation: ScalarOperation.Negate } negated when deepest > 0 && Sum(negated.Operand, deepest - 1) is { } a => Plus(new TableHalf(0, 0, 0), a, -1),
            BinaryScalar { Operation: ScalarOperation.Add or ScalarOperation.Subtract } sum when deepest > 0 && Sum(sum.Left, deepest - 1) is { } a && Sum(sum.Right, deepest - 1) is { } b =>
                Plus(a, b, sum.Operation == ScalarOperation.Add ? 1 : -1),
            _ => null,
        };

        TableHalf? OfIndex(LinearIndex index)
        {
            var (row, column) = (0L, 0L);
            foreach (var (atom, coefficient) in index.Terms)
            {
                if (atom is not LoopIndex loop || place.Places.FirstOrDefault(walk => walk.Variable == loop.Variable) is not { Step: 1, Axis: not TableAxis.Batch } walk || walk.Variable.Extent != space.ExtentOf(walk.Axis))
                    return null;
                (row, column) = walk.Axis == TableAxis.Row ? (row + coefficient, column) : (row, column + coefficient);
            }

            return new TableHalf(row, column, index.Constant);
        }
    }

    private static TableHalf Plus(TableHalf a, TableHalf b, long factor) => new(a.Row + (factor * b.Row), a.Column + (factor * b.Column), a.Constant + (factor * b.Constant));
}
