using System.Collections.Immutable;
using Dsl.Language.Types;

namespace Dsl.Runtime.Data;

/// <summary>Floats kept as bytes to save memory: each value is its byte times <paramref name="scale"/>. The array is not copied and must not change.</summary>
public sealed class ByteColumn(byte[] values, float scale, ImmutableArray<int> rowShape, int rows) : Column(ElementType.Float32, rowShape, rows)
{
    public override void CopyRows(ReadOnlySpan<int> rows, Span<float> destination)
    {
        for (var i = 0; i < rows.Length; i++)
            CopyRow(rows[i], destination.Slice(i * RowLength, RowLength));
    }

    private void CopyRow(int row, Span<float> destination)
    {
        var bytes = values.AsSpan(row * RowLength, RowLength);
        for (var i = 0; i < destination.Length; i++)
            destination[i] = bytes[i] * scale;
    }
}
