using Dsl.Language.Lowering;
using Dsl.Language.Types;

namespace Dsl.Runtime.Kernels;

/// <summary>Which loop of a contraction its vectors run along.</summary>
/// <param name="Columns">Moves one operand only, the right one unless swapped.</param>
/// <param name="IsSwapped">Whether the operands should change places.</param>
/// <param name="Cost">A rough time, in multiply-adds of a vector.</param>
public sealed record ContractionRoles(ContractionLoop Columns, bool IsSwapped, double Cost)
{
    private const double VectorLanes = 16;
    private const double LatencySlots = 8;
    private const double MostRows = 14;
    private const double MostVectors = 8;
    private const double PackedElementCost = 1;
    private const double PackKernelCost = 80;
    private const double RowCost = 6;
    private const double OneVectorFactor = 1.15;

    /// <summary>The cheapest roles, or null when no loop moves only one operand. Columns that do not lie side by side in the right operand or the output are packed.</summary>
    /// <param name="kernel">The contraction.</param>
    /// <param name="isPackedOnce">Whether packing a buffer costs nothing, because it is done once for many runs of the kernel.</param>
    public static ContractionRoles? Of(ContractionKernel kernel, Func<TensorBuffer, bool>? isPackedOnce = null)
    {
        ContractionRoles? best = null;
        foreach (var loop in kernel.Loops)
        {
            if (loop.IsReduced || (loop.LeftStride == 0) == (loop.RightStride == 0))
                continue;
            var isSwapped = loop.RightStride == 0;
            var cost = CostOf(isSwapped ? kernel.Swapped() : kernel, isSwapped ? loop.Swapped() : loop, isPackedOnce);
            if (best is null || cost < best.Cost)
                best = new ContractionRoles(loop, isSwapped, cost);
        }

        return best;
    }

    /// <summary>A rough time, in the same measure, of computing each element of the output on its own.</summary>
    public static double CostOfElements(ContractionKernel kernel)
    {
        var total = kernel.Loops.Aggregate(1.0, static (product, loop) => product * loop.Extent);
        var outputs = kernel.Loops.Where(static loop => !loop.IsReduced).Aggregate(1.0, static (product, loop) => product * loop.Extent);
        if (kernel.Loops.LastOrDefault(static loop => loop.IsReduced) is { LeftStride: 0 or 1, RightStride: 0 or 1 } inner && inner.Extent >= VectorLanes)
            return (total / inner.Extent * ((Math.Ceiling(inner.Extent / VectorLanes) * 2) + RowCost)) + (outputs * 16);
        return kernel.Loops.Any(static loop => !loop.IsReduced && loop.Extent >= VectorLanes && loop is { OutputStride: 1, LeftStride: 0 or 1, RightStride: 0 or 1 })
            ? total / VectorLanes * 4
            : total * 2;
    }

    private static double CostOf(ContractionKernel kernel, ContractionLoop columns, Func<TensorBuffer, bool>? isPackedOnce)
    {
        var (total, rows, joined, moving, outputs) = (1.0, 1.0, 1.0, 1.0, 1.0);
        foreach (var loop in kernel.Loops)
        {
            total *= loop.Extent;
            moving *= loop.RightStride != 0 ? loop.Extent : 1;
            outputs *= loop.IsReduced ? 1 : loop.Extent;
            if (loop.IsReduced || loop == columns)
                continue;
            rows *= loop.RightStride == 0 ? loop.Extent : 1;
            joined *= loop.LeftStride == 0 ? loop.Extent : 1;
        }

        var lanes = VectorLanes * sizeof(float) / Math.Max(sizeof(float), kernel.Output.Buffer.Element.ByteSize());
        var vectors = Math.Ceiling(columns.Extent / lanes);
        var (height, width) = (Math.Min(rows, MostRows), Math.Min(vectors * joined, MostVectors));
        var step = Math.Max(Math.Max(height * width, height + (2 * width)), LatencySlots) / (height * width);
        var cost = total / columns.Extent * vectors * step * (width < 2 ? OneVectorFactor : 1);
        if (columns.RightStride != 1 && isPackedOnce?.Invoke(kernel.Right.Buffer) != true)
            cost += (moving * PackedElementCost) + PackKernelCost;
        if (columns.OutputStride != 1)
            cost += (outputs * PackedElementCost * 2) + PackKernelCost;
        return cost;
    }
}
