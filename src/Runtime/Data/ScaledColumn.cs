namespace Dsl.Runtime.Data;

/// <summary>Another column with each element of a row shifted and scaled: <c>(x - shift) * scale</c>.</summary>
/// <param name="source">A column of floats.</param>
/// <param name="shifts">One for each element of a row.</param>
/// <param name="scales">One for each element of a row.</param>
public sealed class ScaledColumn(Column source, float[] shifts, float[] scales) : Column(source.Element, source.RowShape, source.Rows)
{
    public override void CopyRows(ReadOnlySpan<int> rows, Span<float> destination)
    {
        source.CopyRows(rows, destination);
        for (var row = 0; row < rows.Length; row++)
        {
            var values = destination.Slice(row * RowLength, RowLength);
            for (var i = 0; i < values.Length; i++)
                values[i] = (values[i] - shifts[i]) * scales[i];
        }
    }
}
