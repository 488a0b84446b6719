using System.Collections.Immutable;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cuda;

/// <summary>
/// A contraction that a library for matrix products can compute: output = first * second, column by column. Since ours lie row by row, the output is the turned one,
/// and so first is the right operand of the contraction and second the left one.
/// </summary>
/// <param name="Operands">The element type of both operands.</param>
/// <param name="Result">The element type of the output.</param>
/// <param name="Batch">How many products.</param>
/// <param name="First">The operand of the output's fast axis.</param>
/// <param name="Second">The other.</param>
/// <param name="Output">What is computed.</param>
/// <param name="Accumulate">Whether it is added to what is there.</param>
/// <param name="IsSwapped">Whether first is the contraction's left operand.</param>
/// <param name="Operations">Multiplications and additions.</param>
internal sealed record LibraryProduct(
    ElementType Operands, ElementType Result, int Batch, LibraryMatrix First, LibraryMatrix Second, LibraryMatrix Output, bool Accumulate, bool IsSwapped, double Operations)
{
    /// <summary>Analyses a contraction; null for one that is not a plain product of matrices of floats.</summary>
    public static LibraryProduct? Of(ContractionKernel kernel)
    {
        var (element, result) = (kernel.Left.Buffer.Element, kernel.Output.Buffer.Element);
        if (kernel.LastPart is not null || kernel.Right.Buffer.Element != element || element is not (ElementType.Float32 or ElementType.Float16 or ElementType.BFloat16))
            return null;
        return result != element && result != ElementType.Float32 ? null : Direct(kernel, isSwapped: false) ?? Direct(kernel.Swapped(), isSwapped: true);
    }

    // Where the output's columns are its fast axis.
    private static LibraryProduct? Direct(ContractionKernel kernel, bool isSwapped)
    {
        var loops = kernel.Loops.Where(static loop => loop.Extent != 1).ToImmutableArray();
        if (loops.Any(static loop => loop.Extent <= 0 || loop.LeftStride < 0 || loop.RightStride < 0 || loop.OutputStride < 0))
            return null;
        if (Single(loops, static loop => !loop.IsReduced && loop.LeftStride != 0 && loop.RightStride == 0) is not { } rows
            || Single(loops, static loop => !loop.IsReduced && loop.LeftStride == 0 && loop.RightStride != 0) is not { } columns
            || Single(loops, static loop => !loop.IsReduced && loop.LeftStride != 0 && loop.RightStride != 0) is not { } batches
            || Single(loops, static loop => loop.IsReduced && loop.LeftStride != 0 && loop.RightStride != 0) is not { } depth)
        {
            return null;
        }

        long all = rows.Extent * columns.Extent * batches.Extent * depth.Extent;
        if (all != loops.Aggregate(1L, static (product, loop) => product * loop.Extent) || batches.Extent > int.MaxValue)
            return null;
        var output = Matrix(kernel.Output.Offset, columns.Extent, rows.Extent, columns.OutputStride, rows.OutputStride, batches.OutputStride);
        var first = Matrix(kernel.Right.Offset, columns.Extent, depth.Extent, columns.RightStride, depth.RightStride, batches.RightStride);
        var second = Matrix(kernel.Left.Offset, depth.Extent, rows.Extent, depth.LeftStride, rows.LeftStride, batches.LeftStride);
        if (output is null or { IsTurned: true } || first is null || second is null)
            return null;
        return new LibraryProduct(
            kernel.Left.Buffer.Element, kernel.Output.Buffer.Element, (int)batches.Extent, first, second, output, kernel.Accumulate, isSwapped, 2.0 * all);
    }

    // A matrix of so many rows and columns whose elements are so far apart; null where neither lie side by side.
    private static LibraryMatrix? Matrix(long offset, long rows, long columns, long rowStride, long columnStride, long batchStride)
    {
        if (rows == 1 || rowStride == 1)
        {
            var leading = columns == 1 ? rows : columnStride;
            return leading >= rows ? new LibraryMatrix(offset, rows, columns, leading, IsTurned: false, batchStride) : null;
        }

        if (columns != 1 && columnStride != 1)
            return null;
        return rowStride >= columns ? new LibraryMatrix(offset, columns, rows, rowStride, IsTurned: true, batchStride) : null;
    }

    // The loops of a kind as one; null where they do not lie one within the other.
    private static (long Extent, long LeftStride, long RightStride, long OutputStride)? Single(ImmutableArray<ContractionLoop> loops, Func<ContractionLoop, bool> belongs)
    {
        var merged = (Extent: 1L, LeftStride: 0L, RightStride: 0L, OutputStride: 0L);
        var isFirst = true;
        foreach (var loop in loops.Where(belongs).OrderBy(static loop => loop.OutputStride).ThenBy(static loop => loop.LeftStride).ThenBy(static loop => loop.RightStride))
        {
            if (isFirst)
                merged = (loop.Extent, loop.LeftStride, loop.RightStride, loop.OutputStride);
            else if (loop.LeftStride == merged.LeftStride * merged.Extent && loop.RightStride == merged.RightStride * merged.Extent && loop.OutputStride == merged.OutputStride * merged.Extent)
                merged.Extent *= loop.Extent;
            else
                return null;
            isFirst = false;
        }

        return merged;
    }
}
