using System.Collections.Immutable;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu.Contractions;

/// <summary>
/// How a call of a contraction walks: outer loops, blocks of the reduced loops, blocks of row panels, column blocks, row panels, and in the middle a
/// tile of accumulators that stays in registers over a whole block of the reduced loops.
/// </summary>
/// <remarks>
/// A call computes a whole chunk of positions or what is left over at the end; where the two differ, numbers are given for both, as a
/// <see cref="ContractionCount"/>.
/// </remarks>
internal sealed record ContractionPlan
{
    /// <summary>Position loops that walk unevenly: a call runs through its positions one by one.</summary>
    public required ImmutableArray<ContractionLoop> UnevenPositions { get; init; }

    /// <summary>How far one position moves the operands where all positions walk evenly.</summary>
    public required ContractionStep Position { get; init; }

    /// <summary>Positions of a chunk and of the rest; equal when there is no rest.</summary>
    public required ContractionCount Positions { get; init; }

    public required ImmutableArray<ContractionSpan> Outer { get; init; }

    /// <summary>The reduced loops, outermost first.</summary>
    public required ImmutableArray<ContractionSpan> Reduced { get; init; }

    /// <summary>What is copied of the right operand, through which the reduced loop and the blocks of columns then step; null where it is read as it lies.</summary>
    public RightCopy? RightCopy { get; init; }

    /// <summary>A turn of the outermost reduced loop in the operands themselves.</summary>
    public ContractionStep OutermostStep => RightCopy is null ? Reduced[0].Step : Reduced[0].Step with { Right = RightCopy.Step };

    /// <summary>Turns of the outermost reduced loop after which partial sums go through the output, which rounds nothing: any number gives the same bits.</summary>
    public required int ReducedBlock { get; init; }

    /// <summary>So many of the innermost reduced loops are written out.</summary>
    public required int UnrolledLoops { get; init; }

    /// <summary>One after another, from the first row to the last.</summary>
    public required ImmutableArray<RowPanels> Rows { get; init; }

    /// <summary>Panels that all columns are computed of before the next ones: those whose left operand stays in the second cache.</summary>
    public required int PanelsPerBlock { get; init; }

    /// <summary>One after another, from the first column to the last.</summary>
    public required ImmutableArray<ColumnBlocks> Columns { get; init; }

    /// <summary>Whether a step asks for what a later one reads of the left operand: where the lines of successive steps lie apart, no hardware does.</summary>
    public required bool PrefetchesLeft { get; init; }

    /// <summary>How many steps ahead a step asks for what is read of the right operand; 0 where it does not ask.</summary>
    public required int RightStepsAhead { get; init; }

    /// <summary>
    /// Whether a step asks for what its counterpart in the next block of columns reads of the right operand: where blocks lie apart and come from the last cache or from
    /// memory, the first panel would wait for each of its lines.
    /// </summary>
    public required bool PrefetchesNextColumns { get; init; }

    /// <summary>
    /// Where each turn of the last but one reduced loop reads one or a few lines of each row of the left operand, how many turns ahead a turn asks for such lines; 0 elsewhere.
    /// </summary>
    public required int LeftLinesAhead { get; init; }

    /// <summary>Whether a tile asks for its part of the output before it computes.</summary>
    public required bool PrefetchesOutput { get; init; }

    /// <summary>Whether a tile asks for what the sums of the next column block begin with: all of its multiply-adds would wait for that.</summary>
    public required bool PrefetchesNextStart { get; init; }

    /// <summary>How far the next column moves the numbers of the limits.</summary>
    public required LimitSteps ColumnLimits { get; init; }

    /// <summary>The limits that are heeded.</summary>
    public required ImmutableArray<PlannedLimit> Limits { get; init; }

    /// <summary>Whether what the sums begin with lies side by side along the columns; otherwise it is the same for all columns.</summary>
    public required bool StartsWithVectors { get; init; }
}

/// <summary>How often something happens in a whole chunk, and in the rest at the end.</summary>
internal sealed record ContractionCount(int Chunk, int Rest)
{
    public bool IsLiteral => Chunk == Rest;

    public int Maximum => Math.Max(Chunk, Rest);

    public static implicit operator ContractionCount(int value) => new(value, value);

    public ContractionCount Times(int factor) => new(checked(Chunk * factor), checked(Rest * factor));
}

/// <summary>Numbers of elements by which the operands move.</summary>
internal sealed record ContractionStep(long Output, long Left, long Right, long Start)
{
    /// <summary>No move.</summary>
    public static ContractionStep None { get; } = new(0, 0, 0, 0);

    /// <summary>How far the numbers of the limits move.</summary>
    public LimitSteps Limits { get; init; }

    /// <summary>A turn of a loop.</summary>
    public static ContractionStep Of(ContractionLoop loop) => new(loop.OutputStride, loop.LeftStride, loop.RightStride, loop.StartStride);

    /// <summary>A turn of one of a kernel's loops, its limits included.</summary>
    public static ContractionStep Of(ContractionKernel kernel, int loop) => Of(kernel.Loops[loop]) with
    {
        Limits = new LimitSteps(kernel.Limits.Length > 0 ? kernel.Limits[0].Steps[loop] : 0, kernel.Limits.Length > 1 ? kernel.Limits[1].Steps[loop] : 0),
    };

    public ContractionStep Plus(ContractionStep other) => new(Output + other.Output, Left + other.Left, Right + other.Right, Start + other.Start) { Limits = Limits.Plus(other.Limits, 1) };

    public ContractionStep Times(long factor) => new(Output * factor, Left * factor, Right * factor, Start * factor) { Limits = default(LimitSteps).Plus(Limits, factor) };
}

/// <summary>A loop, and how far a turn moves the operands.</summary>
internal sealed record ContractionSpan(ContractionCount Extent, ContractionStep Step, bool IsReduced);

/// <summary>Panels of the same height; the next one begins where one ends.</summary>
/// <param name="Cells">Where each row of a panel lies, from the panel's start.</param>
internal sealed record RowPanels(ImmutableArray<ContractionStep> Cells, ContractionStep Advance, ContractionCount Count);

/// <summary>Column blocks of the same form; the next one begins where one ends.</summary>
/// <param name="Vector">The register that columns are computed in.</param>
/// <param name="Cells">The vectors of a block.</param>
internal sealed record ColumnBlocks(ContractionVector Vector, ImmutableArray<ColumnCell> Cells, ContractionStep Advance, ContractionCount Count);

/// <summary>One vector of a column block.</summary>
/// <param name="Lanes">Columns in use: the vector's lanes, or fewer at the end.</param>
internal sealed record ColumnCell(ContractionStep Offset, int Lanes);
