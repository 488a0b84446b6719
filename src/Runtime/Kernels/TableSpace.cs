namespace Dsl.Runtime.Kernels;

/// <summary>The places of tables that only exist in pieces: matrices of rows by columns, one a batch, row-major.</summary>
/// <param name="Batches">How many matrices.</param>
/// <param name="Rows">Rows of each.</param>
/// <param name="Columns">Columns of each.</param>
public sealed record TableSpace(long Batches, long Rows, long Columns)
{
    /// <summary>Elements of a table.</summary>
    public long Count => Batches * Rows * Columns;

    /// <summary>The extent of an axis.</summary>
    public long ExtentOf(TableAxis axis) => axis switch
    {
        TableAxis.Batch => Batches,
        TableAxis.Row => Rows,
        _ => Columns,
    };

    /// <summary>The axis along which a loop walks, and how far one turn goes there; null where it walks along none, or along two.</summary>
    /// <param name="stride">How far one turn goes in a table, in elements.</param>
    /// <param name="extent">Turns.</param>
    public (TableAxis Axis, long Step)? AxisOf(long stride, long extent)
    {
        if (stride <= 0)
            return null;
        var unit = 1L;
        foreach (var axis in (ReadOnlySpan<TableAxis>)[TableAxis.Column, TableAxis.Row, TableAxis.Batch])
        {
            var end = unit * ExtentOf(axis);
            if (stride < end)
                return stride % unit == 0 && stride * extent <= end ? (axis, stride / unit) : null;
            unit = end;
        }

        return null;
    }

    /// <summary>Whether loops along one axis reach each of its places once.</summary>
    /// <param name="axis">The axis.</param>
    /// <param name="loops">Steps and turns of the loops, in any order.</param>
    public bool Covers(TableAxis axis, IEnumerable<(long Step, long Extent)> loops)
    {
        var next = 1L;
        foreach (var (step, extent) in loops.OrderBy(static loop => loop.Step))
        {
            if (step != next)
                return false;
            next *= extent;
        }

        return next == ExtentOf(axis);
    }
}
