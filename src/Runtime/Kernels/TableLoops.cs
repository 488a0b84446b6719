using System.Collections.Immutable;

namespace Dsl.Runtime.Kernels;

/// <summary>The loops of a contraction as walks through one of its operands or its result, a table. Those along an axis are in row-major order.</summary>
/// <param name="Batches">Along batches.</param>
/// <param name="Rows">Along rows.</param>
/// <param name="Columns">Along columns.</param>
/// <param name="Others">Loops that stay at one place of the table.</param>
public sealed record TableLoops(ImmutableArray<ContractionLoop> Batches, ImmutableArray<ContractionLoop> Rows, ImmutableArray<ContractionLoop> Columns, ImmutableArray<ContractionLoop> Others)
{
    /// <summary>The loops of a contraction; null unless they reach each element of the table once.</summary>
    /// <param name="kernel">The contraction.</param>
    /// <param name="space">Of what tables.</param>
    /// <param name="stride">How far a loop goes in the table.</param>
    public static TableLoops? Of(ContractionKernel kernel, TableSpace space, Func<ContractionLoop, long> stride)
    {
        var others = kernel.Loops.Where(loop => stride(loop) == 0).OrderByDescending(static loop => loop.OutputStride).ToImmutableArray();
        if (kernel.Loops.Any(loop => stride(loop) != 0 && space.AxisOf(stride(loop), loop.Extent) is null))
            return null;
        return Along(TableAxis.Batch) is { } batches && Along(TableAxis.Row) is { } rows && Along(TableAxis.Column) is { } columns ? new TableLoops(batches, rows, columns, others) : null;

        ImmutableArray<ContractionLoop>? Along(TableAxis axis)
        {
            var loops = kernel.Loops.Where(loop => stride(loop) != 0 && space.AxisOf(stride(loop), loop.Extent)!.Value.Axis == axis).OrderByDescending(stride).ToImmutableArray();
            return space.Covers(axis, loops.Select(loop => (space.AxisOf(stride(loop), loop.Extent)!.Value.Step, (long)loop.Extent))) ? loops : null;
        }
    }

    /// <summary>The loops along rows or columns.</summary>
    public ImmutableArray<ContractionLoop> Along(TableAxis axis) => axis switch
    {
        TableAxis.Batch => Batches,
        TableAxis.Row => Rows,
        _ => Columns,
    };
}
