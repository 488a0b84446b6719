using System.Collections.Immutable;
using Dsl.Language.Types;

namespace Dsl.Runtime.Data;

/// <summary>A column of whole numbers, row after row. The array is not copied and must not change.</summary>
public sealed class IntegerColumn(long[] values, ImmutableArray<int> rowShape, int rows) : Column(ElementType.Int, rowShape, rows)
{
    /// <summary>All values, row after row.</summary>
    public ReadOnlySpan<long> Values => values;

    public override void CopyRows(ReadOnlySpan<int> rows, Span<float> destination)
    {
        var length = RowLength;
        for (var i = 0; i < rows.Length; i++)
        {
            var row = values.AsSpan(rows[i] * length, length);
            for (var j = 0; j < length; j++)
                destination[(i * length) + j] = row[j];
        }
    }

    public override void CopyRows(ReadOnlySpan<int> rows, Span<long> destination)
    {
        var length = RowLength;
        for (var i = 0; i < rows.Length; i++)
            values.AsSpan(rows[i] * length, length).CopyTo(destination.Slice(i * length, length));
    }

    public override void CopyRows(ReadOnlySpan<int> rows, Span<int> destination)
    {
        var length = RowLength;
        for (var i = 0; i < rows.Length; i++)
        {
            var row = values.AsSpan(rows[i] * length, length);
            for (var j = 0; j < length; j++)
                destination[(i * length) + j] = checked((int)row[j]);
        }
    }

    public override void CopyRange(int start, int count, Span<long> destination) =>
        values.AsSpan(start * RowLength, count * RowLength).CopyTo(destination);
}
