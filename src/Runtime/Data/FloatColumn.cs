using System.Collections.Immutable;
using Dsl.Language.Types;

namespace Dsl.Runtime.Data;

/// <summary>A column of 32-bit floats, row after row. The array is not copied and must not change.</summary>
public sealed class FloatColumn(float[] values, ImmutableArray<int> rowShape, int rows) : Column(ElementType.Float32, rowShape, rows)
{
    public override void CopyRows(ReadOnlySpan<int> rows, Span<float> destination)
    {
        var length = RowLength;
        if (length == 1)
        {
            for (var i = 0; i < rows.Length; i++)
                destination[i] = values[rows[i]];
            return;
        }

        for (var i = 0; i < rows.Length; i++)
            values.AsSpan(rows[i] * length, length).CopyTo(destination.Slice(i * length, length));
    }

    public override void CopyRange(int start, int count, Span<float> destination) =>
        values.AsSpan(start * RowLength, count * RowLength).CopyTo(destination);
}
