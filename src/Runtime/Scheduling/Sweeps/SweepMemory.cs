using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling.Sweeps;

/// <summary>The memory of a sweep's group: places for pieces of tables, a piece of each operand of a product, what reductions exchange.</summary>
/// <param name="Places">Of each pass, the bytes at which pieces of tables begin that several phases use.</param>
/// <param name="PieceBytes">Where pieces of operands begin.</param>
/// <param name="OperandEnd">Where these end.</param>
/// <param name="Bytes">All of it, with what reductions and emulated words exchange.</param>
internal sealed record SweepMemory(ImmutableArray<ImmutableDictionary<TensorBuffer, int>> Places, int PieceBytes, int OperandEnd, int Bytes)
{
    /// <summary>How much of the depth of a product is in the group's memory at a time.</summary>
    public const int ScalarDepth = 16;

    /// <summary>The same for products by the words of tensor cores.</summary>
    public const int MatrixDepth = 32;

    /// <summary>The most registers for sums of an item.</summary>
    public const int MostAccumulators = 128;

    /// <summary>What keeps lines of 16-bit floats in different banks and at multiples of 16 bytes.</summary>
    public const int MatrixPadding = 8;

    private const int WarpsOfGroup = DeviceTarget.Items / 32;
    private const int RowsOfWarp = 16;
    private const int Padding = 4;

    /// <summary>Items above one another, and side by side, in the other form of a product.</summary>
    public const int Side = 16;

    private const int Alignment = 16;

    // Where the words of tensor cores are emulated, each item hands six registers to others.
    private const int EmulationBytes = 24 * DeviceTarget.Items;

    /// <summary>Whether a product may be computed by the words of tensor cores.</summary>
    public static bool IsOfMatrices(ContractionKernel product) =>
        product.Left.Buffer.Element is ElementType.Float16 or ElementType.BFloat16 && product.Right.Buffer.Element == product.Left.Buffer.Element;

    /// <summary>Elements from one line of a piece of a table to the next.</summary>
    public static int Pitch(int width, ElementType element) => width + (element.ByteSize() == sizeof(short) ? MatrixPadding : Padding);

    /// <summary>Columns as they are computed: warps side by side take 16 each at least.</summary>
    public static int ColumnsOf(int columns, SweepCut cut, bool isOfMatrices)
    {
        var unit = isOfMatrices ? RowsOfWarp * Across(cut.Lines) : Side;
        return (columns + unit - 1) / unit * unit;
    }

    /// <summary>Warps side by side, where each has 16 lines.</summary>
    public static int Across(int lines) => WarpsOfGroup / (lines / RowsOfWarp);

    /// <summary>The memory of a sweep.</summary>
    public static SweepMemory Of(SweepKernel sweep)
    {
        var places = sweep.Passes.Select(pass => PlacesOf(pass, sweep.Cut)).ToImmutableArray();
        var tables = places.Max(static pass => pass.Bytes);
        var pieces = sweep.Passes.Max(pass => pass.Products.Select(product => PieceBytesOf(product, sweep.Cut.Width, hasBoth: true, sweep.Cut))
            .Concat(pass.Sums.Select(sum => PieceBytesOf(sum, (int)ColumnsOf(sum, sweep), hasBoth: false, sweep.Cut))).DefaultIfEmpty(0).Max());
        var exchange = sweep.Passes.Any(static pass => pass.Reductions.Length > 0) ? 2 * DeviceTarget.Items * sizeof(ulong) : 0;
        var emulation = sweep.Cut.HasMatrices ? EmulationBytes : 0;
        return new SweepMemory([.. places.Select(static pass => pass.Places)], tables, tables + pieces, tables + pieces + exchange + emulation + FactorBytesOf(sweep) + FlagBytesOf(sweep));
    }

    /// <summary>The memory for a number of each line by which sums are multiplied.</summary>
    public static int FactorBytesOf(SweepKernel sweep) => sweep.Passes.Any(static pass => pass.Running is not null) ? sweep.Cut.Lines * sizeof(double) : 0;

    /// <summary>The memory for what tells whether pieces that are left out would have been missed.</summary>
    public static int FlagBytesOf(SweepKernel sweep) => sweep.Passes.Any(pass => MaskOf(pass, sweep)?.HasConditions == true) ? sizeof(ulong) : 0;

    /// <summary>What a way leaves out; null where it has one piece only.</summary>
    public static PieceMask? MaskOf(SweepPass pass, SweepKernel sweep) =>
        sweep.Space.ExtentOf(sweep.Way) is var extent && extent > sweep.Cut.Width && extent <= int.MaxValue ? pass.Mask : null;

    /// <summary>The registers in which an item keeps sums on its way, those of one product of a piece included.</summary>
    public static int AccumulatorsOf(SweepKernel sweep) => sweep.Passes.Max(pass =>
        (pass.Sums.Sum(sum => ColumnsOf((int)ColumnsOf(sum, sweep), sweep.Cut, sweep.Cut.HasMatrices && IsOfMatrices(sum)))
            + (pass.Products.IsEmpty ? 0 : ColumnsOf(sweep.Cut.Width, sweep.Cut, sweep.Cut.HasMatrices))) * sweep.Cut.Lines / DeviceTarget.Items);

    /// <summary>Columns of a sum over the way.</summary>
    public static long ColumnsOf(ContractionKernel sum, SweepKernel sweep)
    {
        var isLeft = sweep.Passes.Any(pass => pass.Members.Any(member => member.Writes.Contains(sum.Left.Buffer)));
        return sum.Loops.Where(loop => !loop.IsReduced && (isLeft ? loop.LeftStride : loop.RightStride) == 0).Aggregate(1L, static (product, loop) => product * loop.Extent);
    }

    // A table that a sum reads takes the place of a product that nobody reads any more, since each item reads and writes its own elements only.
    private static (ImmutableDictionary<TensorBuffer, int> Places, int Bytes) PlacesOf(SweepPass pass, SweepCut cut)
    {
        var places = ImmutableDictionary.CreateBuilder<TensorBuffer, int>(ReferenceEqualityComparer.Instance);
        var bytes = 0;
        foreach (var product in pass.Products)
            New(product.Output.Buffer);
        var summed = pass.Sums.SelectMany(static sum => sum.Reads).ToHashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        var free = pass.Products.Select(static product => product.Output.Buffer).Where(buffer => !summed.Contains(buffer)).ToList();
        foreach (var table in pass.Tables.Select(static table => table.Output).Where(summed.Contains))
        {
            var place = free.FindIndex(buffer => buffer.Element.ByteSize() == table.Element.ByteSize());
            if (place < 0)
            {
                New(table);
                continue;
            }

            places.Add(table, places[free[place]]);
            free.RemoveAt(place);
        }

        return (places.ToImmutable(), bytes);

        void New(TensorBuffer buffer)
        {
            places.Add(buffer, bytes);
            bytes += Aligned(cut.Lines * Pitch(cut.Width, buffer.Element) * buffer.Element.ByteSize());
        }
    }

    private static int PieceBytesOf(ContractionKernel product, int columns, bool hasBoth, SweepCut cut)
    {
        if (cut.HasMatrices && IsOfMatrices(product))
            return (hasBoth ? MatrixPieceBytes(cut.Lines) : 0) + MatrixPieceBytes(ColumnsOf(columns, cut, isOfMatrices: true));
        var element = product.Output.Buffer.Element == ElementType.Float64 ? sizeof(double) : sizeof(float);
        return (hasBoth ? ScalarPieceBytes(cut.Lines, element) : 0) + ScalarPieceBytes(ColumnsOf(columns, cut, isOfMatrices: false), element);
    }

    /// <summary>Bytes of a piece of an operand for the words of tensor cores, whichever of lines and depth lies side by side.</summary>
    public static int MatrixPieceBytes(int lines) => Aligned(MatrixDepth * (lines + MatrixPadding) * sizeof(ushort));

    /// <summary>Bytes of a piece of an operand.</summary>
    public static int ScalarPieceBytes(int lines, int elementBytes) => Aligned(ScalarDepth * ScalarPitch(lines, elementBytes) * elementBytes);

    /// <summary>Elements from one depth to the next in such a piece: what items side by side write, two lines of sixteen depths, lies in different banks.</summary>
    public static int ScalarPitch(int lines, int elementBytes) => lines + sizeof(double) / elementBytes;

    private static int Aligned(int bytes) => (bytes + Alignment - 1) / Alignment * Alignment;
}
