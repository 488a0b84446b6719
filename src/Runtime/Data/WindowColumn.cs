namespace Dsl.Runtime.Data;

/// <summary>Overlapping pieces of a sequence: row <c>r</c> holds the rows <c>r * stride + offset</c> and following of the source; nothing is copied.</summary>
/// <param name="source">The sequence.</param>
/// <param name="length">How long each piece is.</param>
/// <param name="rows">How many pieces; the last must lie within the source.</param>
public sealed class WindowColumn(Column source, int length, int stride, int offset, int rows) : Column(source.Element, source.RowShape.Insert(0, length), rows)
{
    internal override ColumnPieces? Pieces => new(source, length, row => ((long)row * stride) + offset);

    public override void CopyRows(ReadOnlySpan<int> rows, Span<float> destination)
    {
        for (var i = 0; i < rows.Length; i++)
            source.CopyRange((rows[i] * stride) + offset, length, destination.Slice(i * RowLength, RowLength));
    }

    public override void CopyRows(ReadOnlySpan<int> rows, Span<long> destination)
    {
        for (var i = 0; i < rows.Length; i++)
            source.CopyRange((rows[i] * stride) + offset, length, destination.Slice(i * RowLength, RowLength));
    }
}
