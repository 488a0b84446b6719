using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>Products that a device computes inside a launch, a chunk of rows at a time.</summary>
internal static class LaunchProducts
{
    /// <summary>The most rows of a chunk.</summary>
    public const long MostRows = 64;

    // More rows at a time are worth nothing where groups get too few to fill a device.
    private const long EnoughGroups = 64;

    /// <summary>The loops over rows and batches, outermost first, if all others of the output are columns within a row and the output lies in this order; null otherwise.</summary>
    public static List<ContractionLoop>? RowLoops(ContractionKernel kernel)
    {
        var outer = Outer(kernel);
        var stride = 1L;
        for (var i = outer.Count - 1; i >= 0; i--)
        {
            if (outer[i].OutputStride != stride)
                return null;
            stride *= outer[i].Extent;
        }

        if (kernel.Output.Offset != 0 || stride != kernel.Output.Buffer.ElementCount)
            return null;
        var rows = outer.FindLastIndex(static loop => loop.LeftStride != 0);
        return rows >= 0 && rows < outer.Count - 1 && outer[rows].RightStride == 0 ? outer[..(rows + 1)] : null;
    }

    /// <summary>The loops over the output, outermost first.</summary>
    public static List<ContractionLoop> Outer(ContractionKernel kernel) =>
        [.. kernel.Loops.Where(static loop => !loop.IsReduced).OrderByDescending(static loop => loop.OutputStride)];

    /// <summary>How many neighbouring rows meet the same other operand.</summary>
    public static long RowsOfBatch(IEnumerable<ContractionLoop> rowLoops) =>
        rowLoops.Reverse().TakeWhile(static loop => loop.RightStride == 0).Aggregate(1L, static (product, loop) => product * loop.Extent);

    /// <summary>The largest divisor of a number that is not above a limit.</summary>
    public static long DivisorUpTo(long number, long limit)
    {
        var divisor = Math.Max(1, Math.Min(number, limit));
        while (number % divisor != 0)
            divisor--;
        return divisor;
    }

    /// <summary>The most rows of a chunk that leave enough groups.</summary>
    public static long MostRowsOf(long positions) => Math.Clamp(positions / EnoughGroups, 1, MostRows);
}
