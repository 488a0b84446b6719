using System.Collections.Immutable;
using Dsl.Language.Types;

namespace Dsl.Runtime.Data;

/// <summary>A column of whole numbers, row after row. The memory is not copied and must not change.</summary>
public sealed class IntegerColumn(ReadOnlyMemory<long> values, ImmutableArray<int> rowShape, int rows) : Column(ElementType.Int, rowShape, rows)
{
    public override void CopyRows(ReadOnlySpan<int> rows, Span<float> destination)
    {
        var length = RowLength;
        var source = values.Span;
        for (var i = 0; i < rows.Length; i++)
        {
            var row = source.Slice(rows[i] * length, length);
            for (var j = 0; j < length; j++)
                destination[(i * length) + j] = row[j];
        }
    }

    public override void CopyRows(ReadOnlySpan<int> rows, Span<long> destination)
    {
        var length = RowLength;
        var source = values.Span;
        for (var i = 0; i < rows.Length; i++)
            source.Slice(rows[i] * length, length).CopyTo(destination.Slice(i * length, length));
    }

    public override void CopyRange(int start, int count, Span<long> destination) =>
        values.Span.Slice(start * RowLength, count * RowLength).CopyTo(destination);
}
