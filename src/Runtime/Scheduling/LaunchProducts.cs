using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>
/// Which products a device computes inside launches, a chunk of rows at a time, so that a large table between two of them (the scores of an attention) need not lie in the
/// device's memory. What it costs is that every group reads the other operand for itself, from a cache; the choice compares the two.
/// </summary>
internal static class LaunchProducts
{
    /// <summary>The most rows of a chunk.</summary>
    public const long MostRows = 64;

    // A byte that many groups read comes from a cache, which gives about three while memory gives one.
    private const double CacheShare = 1.0 / 3;

    // A product by itself reads the other operand once for so many rows.
    private const double RowsOfTile = 128;

    // More rows at a time are worth nothing where groups get too few to fill a device.
    private const long EnoughGroups = 64;

    // Scores, weights and a gradient of one of them.
    private const long TablesAtOnce = 3;

    /// <summary>The products that become members, with their numbers of positions, which are rows of a table.</summary>
    /// <param name="kernels">All kernels, in order.</param>
    /// <param name="isTemporary">Whether only kernels read a buffer.</param>
    /// <param name="target">What a launch may take.</param>
    public static Dictionary<Node, long> Choose(IReadOnlyList<Kernel> kernels, Func<TensorBuffer, bool> isTemporary, DeviceTarget target)
    {
        var chosen = new Dictionary<Node, long>(ReferenceEqualityComparer.Instance);
        var others = kernels.Where(static kernel => kernel is not (ElementKernel or ContractionKernel)).SelectMany(static kernel => kernel.Operands)
            .ToHashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        foreach (var kernel in kernels.OfType<ContractionKernel>())
        {
            if (IsFit(kernel, target) && RowLoops(kernel) is { } loops && loops.Count > 0)
            {
                var positions = loops.Aggregate(1L, static (product, loop) => product * loop.Extent);
                if (Table(kernel, buffer => isTemporary(buffer) && !others.Contains(buffer)) is { } table && Pays(kernel, loops, positions, table, target))
                    chosen.TryAdd(kernel.Node, positions);
            }
        }

        return chosen;
    }

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

    // Where a device multiplies 16-bit floats by tensor cores, a product by itself is many times as fast.
    private static bool IsFit(ContractionKernel kernel, DeviceTarget target) =>
        kernel is { Accumulate: false, LastPart: null } && kernel.Operands.All(static buffer => buffer.Element.IsFloat() && buffer.ElementCount > 0)
        && !(target.HasTensorCores && IsHalf(kernel.Left.Buffer) && IsHalf(kernel.Right.Buffer));

    private static bool IsHalf(TensorBuffer buffer) => buffer.Element is ElementType.Float16 or ElementType.BFloat16;

    /// <summary>The operand or result that is larger than the two others and need not be seen outside.</summary>
    private static TensorBuffer? Table(ContractionKernel kernel, Func<TensorBuffer, bool> mayBePrivate)
    {
        var (output, left) = (kernel.Output.Buffer, kernel.Left.Buffer);
        if (left == kernel.Right.Buffer)
            return null;
        var table = output.ByteCount >= left.ByteCount ? output : left;
        return mayBePrivate(table) && kernel.Operands.Sum(static buffer => buffer.ByteCount) <= 2 * table.ByteCount ? table : null;
    }

    private static bool Pays(ContractionKernel kernel, List<ContractionLoop> rowLoops, long positions, TensorBuffer table, DeviceTarget target)
    {
        if (table.ElementCount % positions != 0)
            return false;
        var rowBytes = table.ByteCount / positions;
        var rows = DivisorUpTo(RowsOfBatch(rowLoops), Math.Min(MostRowsOf(positions), target.PrivateBytesBesideProducts / (TablesAtOnce * rowBytes)));
        var columns = kernel.Output.Buffer.ElementCount / positions;
        var depth = kernel.Loops.Where(static loop => loop.IsReduced).Aggregate(1L, static (product, loop) => product * loop.Extent);
        var otherBytes = columns * depth * kernel.Right.Buffer.Element.ByteSize();
        return 2 * rowBytes > otherBytes * CacheShare * ((1.0 / rows) - (1 / RowsOfTile));
    }
}
