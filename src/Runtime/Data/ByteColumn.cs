using System.Collections.Immutable;
using Dsl.Language.Types;

namespace Dsl.Runtime.Data;

/// <summary>
/// Numbers kept as bytes to save memory: as counts, or as floats from 0 to 1 where 255 stands for 1. The array is not copied and
/// must not change.
/// </summary>
public sealed class ByteColumn(byte[] values, ElementType element, ImmutableArray<int> rowShape, int rows) : Column(element, rowShape, rows)
{
    // So many rows ahead.
    private const int RowsAhead = 3;

    public override void CopyRows(ReadOnlySpan<int> rows, Span<float> destination)
    {
        for (var i = 0; i < Math.Min(RowsAhead, rows.Length); i++)
            ByteFractions.AskFor(Row(rows[i]));
        for (var i = 0; i < rows.Length; i++)
        {
            if (i + RowsAhead < rows.Length)
                ByteFractions.AskFor(Row(rows[i + RowsAhead]));
            var copy = destination.Slice(i * RowLength, RowLength);
            if (Element == ElementType.Int)
                CopyCounts(Row(rows[i]), copy);
            else
                ByteFractions.Convert(Row(rows[i]), copy);
        }
    }

    public override void CopyRows(ReadOnlySpan<int> rows, Span<long> destination)
    {
        if (Element != ElementType.Int)
            base.CopyRows(rows, destination);
        for (var i = 0; i < rows.Length; i++)
        {
            var bytes = Row(rows[i]);
            for (var j = 0; j < bytes.Length; j++)
                destination[(i * RowLength) + j] = bytes[j];
        }
    }

    private static void CopyCounts(ReadOnlySpan<byte> bytes, Span<float> destination)
    {
        for (var i = 0; i < bytes.Length; i++)
            destination[i] = bytes[i];
    }

    private ReadOnlySpan<byte> Row(int row) => values.AsSpan(row * RowLength, RowLength);
}
