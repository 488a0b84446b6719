using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling.Limits;

namespace Dsl.Runtime.Scheduling.Sweeps;

/// <summary>Conditions on rows and columns.</summary>
internal static class TableHalves
{
    /// <summary>The places at which a condition holds, if it compares sums of row and column; null for others.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="place">Around it.</param>
    /// <param name="space">The places.</param>
    public static TableHalf? Of(ScalarExpression condition, PlacedExpression place, TableSpace space)
    {
        if (LoopHalves.Of(condition) is not { } half)
            return null;
        var (row, column) = (0L, 0L);
        foreach (var (variable, coefficient) in half.Terms)
        {
            if (place.Places.FirstOrDefault(walk => walk.Variable == variable) is not { Step: 1, Axis: not TableAxis.Batch } walk || variable.Extent != space.ExtentOf(walk.Axis))
                return null;
            (row, column) = walk.Axis == TableAxis.Row ? (row + coefficient, column) : (row, column + coefficient);
        }

        return new TableHalf(row, column, half.Constant);
    }
}
