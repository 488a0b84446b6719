using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling.Sweeps;

/// <summary>What one way brings into a group's memory, and how much of it an item has in registers, where pieces of tables are fragments. Products that read the same piece of the same operand share it.</summary>
/// <param name="Owners">Of each piece of an operand along the way, the contraction that says how it lies in the device's memory.</param>
/// <param name="PieceOf">The number of the piece that a contraction reads.</param>
/// <param name="Channels">Of each piece, the elements of a place on the way, as many as are computed.</param>
/// <param name="LeftDepths">Of each contraction whose result is a table, its terms, as many as are computed.</param>
/// <param name="Summed">The tables that contractions over the way read.</param>
/// <param name="SumColumns">Columns of all contractions over the way.</param>
internal sealed record FragmentPass(
    ImmutableArray<TableContraction> Owners, ImmutableDictionary<ContractionKernel, int> PieceOf, ImmutableArray<int> Channels, ImmutableArray<int> LeftDepths, ImmutableArray<TensorBuffer> Summed, int SumColumns)
{
    // Of two lines, the greatest value so far and the factor by which it grows.
    private const int RunningRegisters = 4;

    /// <summary>What keeps rows of a group's memory in different banks and at multiples of 16 bytes.</summary>
    public const int Padding = 8;

    /// <summary>The sides of a fragment.</summary>
    public const int Side = 16;

    /// <summary>Whether the greatest values of lines are found on the way.</summary>
    public bool HasRunningMaximum { get; init; }

    /// <summary>Where a piece begins in the memory for one turn, in bytes.</summary>
    public int OffsetOf(int piece, int width) => Channels.Take(piece).Sum(channels => BytesOf(width, channels));

    /// <summary>Where the lines' operand of a table begins in their memory, in bytes.</summary>
    public int LineOffsetOf(int table, int lines) => LeftDepths.Take(table).Sum(depth => BytesOf(lines, depth));

    /// <summary>The bytes of a turn's pieces.</summary>
    public int StageBytes(int width) => OffsetOf(Channels.Length, width);

    /// <summary>The bytes of the lines' operands.</summary>
    public int LineBytes(int lines) => LineOffsetOf(LeftDepths.Length, lines);

    /// <summary>Registers of an item for sums and for a piece of each table, by count of columns: 16 lines of a column are half a register of each item. A greatest value that grows is there before and after.</summary>
    public int SumRegisters(int width) => ((SumColumns + (width * LeftDepths.Length)) / 2) + (HasRunningMaximum ? RunningRegisters : 0);

    /// <summary>Registers of an item for the lines' operands, two elements each.</summary>
    public int LineRegisters => LeftDepths.Sum() / 4;

    /// <summary>The way; null where not all of it can be computed from fragments.</summary>
    public static FragmentPass? Of(SweepPass pass, SweepKernel sweep)
    {
        var tables = pass.Products.Select(product => TableContraction.OfTable(product, sweep)).ToArray();
        var sums = pass.Sums.Select(sum => TableContraction.OfSum(sum, sweep)).ToArray();
        var own = pass.Products.SelectMany(static product => product.Writes).Concat(pass.Tables.Select(static table => table.Output)).ToHashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        if (tables.Length == 0 || tables.Concat(sums).Any(static contraction => !SweepMemory.IsOfMatrices(contraction.Kernel)) || sums.Any(sum => !own.Contains(sum.Kernel.Left.Buffer)))
            return null;
        var keys = new List<(TensorBuffer Buffer, string Walk)>();
        var owners = ImmutableArray.CreateBuilder<TableContraction>();
        var pieces = ImmutableDictionary.CreateBuilder<ContractionKernel, int>(ReferenceEqualityComparer.Instance);
        foreach (var (contraction, original) in tables.Zip(pass.Products).Concat(sums.Zip(pass.Sums)))
        {
            var key = KeyOf(contraction, sweep.Way);
            if (!keys.Contains(key))
            {
                keys.Add(key);
                owners.Add(contraction);
            }

            pieces.Add(original, keys.IndexOf(key));
        }

        return new FragmentPass(
            owners.ToImmutable(), pieces.ToImmutable(), [.. owners.Select(static owner => Padded(owner.Others))], [.. tables.Select(static table => Padded(table.Others))],
            [.. sums.Select(static sum => sum.Kernel.Left.Buffer).Distinct()], sums.Sum(static sum => Padded(sum.Others)))
        {
            HasRunningMaximum = pass.Running is not null,
        };
    }

    /// <summary>As many elements as are computed.</summary>
    public static int Padded(long elements) => (int)((elements + Side - 1) / Side * Side);

    // Whichever of lines and elements of a line lies side by side.
    private static int BytesOf(int lines, int elements) => Math.Max(lines * (elements + Padding), elements * (lines + Padding)) * sizeof(ushort);

    // What is read where: the same for a product and for a sum that go through an operand in the same way.
    private static (TensorBuffer Buffer, string Walk) KeyOf(TableContraction contraction, TableAxis way)
    {
        var operand = contraction.Kernel.Right;
        return (operand.Buffer, FormattableString.Invariant($"{operand.Offset}: {Walk(contraction.Loops.Batches)}; {Walk(contraction.Loops.Along(way))}; {Walk(contraction.Loops.Others)}"));

        static string Walk(ImmutableArray<ContractionLoop> loops) => string.Join(' ', loops.Select(static loop => FormattableString.Invariant($"{loop.Extent}x{loop.RightStride}")));
    }
}
