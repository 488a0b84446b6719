using System.Collections.Immutable;
using Dsl.Language.Types;

namespace Dsl.Runtime.Data;

/// <summary>
/// One field of a data set: a tensor of the same shape for each row. Immutable; views such as a selection or a scaling hold
/// another column and compute rows when they are asked for.
/// </summary>
public abstract class Column
{
    private protected Column(ElementType element, ImmutableArray<int> rowShape, int rows)
    {
        Element = element;
        RowShape = rowShape;
        Rows = rows;
        var length = 1L;
        foreach (var size in rowShape)
            length *= size;
        RowLength = checked((int)length);
    }

    /// <summary><see cref="ElementType.Float32"/> or <see cref="ElementType.Int"/>.</summary>
    public ElementType Element { get; }

    /// <summary>The shape of one row's tensor; empty for a scalar.</summary>
    public ImmutableArray<int> RowShape { get; }

    /// <summary>The number of elements of one row.</summary>
    public int RowLength { get; }

    public int Rows { get; }

    /// <summary>How its rows are pieces of another column; null where each row has elements of its own.</summary>
    internal virtual ColumnPieces? Pieces => null;

    /// <summary>Copies rows as 32-bit floats, one after another; counts are converted.</summary>
    /// <param name="rows">Row numbers, each from 0 up to, not including, <see cref="Rows"/>.</param>
    /// <param name="destination">Room for at least <c>rows.Length * RowLength</c> values.</param>
    public abstract void CopyRows(ReadOnlySpan<int> rows, Span<float> destination);

    /// <summary>Copies rows as 64-bit whole numbers; only for a column of counts.</summary>
    public virtual void CopyRows(ReadOnlySpan<int> rows, Span<long> destination) =>
        throw new InvalidOperationException($"a column of {Element} has no whole numbers to copy");

    /// <summary>Copies consecutive rows as 32-bit floats.</summary>
    public virtual void CopyRange(int start, int count, Span<float> destination)
    {
        Span<int> rows = stackalloc int[256];
        for (var done = 0; done < count; done += rows.Length)
        {
            var portion = FillConsecutive(rows[..Math.Min(rows.Length, count - done)], start + done);
            CopyRows(portion, destination.Slice(done * RowLength, portion.Length * RowLength));
        }
    }

    /// <summary>Copies consecutive rows as 64-bit whole numbers; only for a column of counts.</summary>
    public virtual void CopyRange(int start, int count, Span<long> destination)
    {
        Span<int> rows = stackalloc int[256];
        for (var done = 0; done < count; done += rows.Length)
        {
            var portion = FillConsecutive(rows[..Math.Min(rows.Length, count - done)], start + done);
            CopyRows(portion, destination.Slice(done * RowLength, portion.Length * RowLength));
        }
    }

    private static ReadOnlySpan<int> FillConsecutive(Span<int> rows, int start)
    {
        for (var i = 0; i < rows.Length; i++)
            rows[i] = start + i;
        return rows;
    }
}
