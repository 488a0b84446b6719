using System.Collections.Immutable;
using Dsl.Language.Types;

namespace Dsl.Runtime.Data;

/// <summary>
/// Numbers kept as bytes to save memory: as counts, or as floats from 0 to 1 where 255 stands for 1. The array is not copied and
/// must not change.
/// </summary>
public sealed class ByteColumn(byte[] values, ElementType element, ImmutableArray<int> rowShape, int rows) : Column(element, rowShape, rows)
{
    private static readonly float[] Fractions = [.. Enumerable.Range(0, 256).Select(static i => i / 255f)];
    private static readonly float[] Counts = [.. Enumerable.Range(0, 256).Select(static i => (float)i)];

    private readonly float[] meanings = element == ElementType.Int ? Counts : Fractions;

    public override void CopyRows(ReadOnlySpan<int> rows, Span<float> destination)
    {
        var meaning = meanings;
        for (var i = 0; i < rows.Length; i++)
        {
            var bytes = values.AsSpan(rows[i] * RowLength, RowLength);
            var copy = destination.Slice(i * RowLength, bytes.Length);
            for (var j = 0; j < bytes.Length; j++)
                copy[j] = meaning[bytes[j]];
        }
    }

    public override void CopyRows(ReadOnlySpan<int> rows, Span<long> destination)
    {
        if (Element != ElementType.Int)
            base.CopyRows(rows, destination);
        for (var i = 0; i < rows.Length; i++)
        {
            var bytes = values.AsSpan(rows[i] * RowLength, RowLength);
            for (var j = 0; j < bytes.Length; j++)
                destination[(i * RowLength) + j] = bytes[j];
        }
    }
}
