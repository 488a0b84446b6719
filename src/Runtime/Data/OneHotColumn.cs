using Dsl.Language.Types;

namespace Dsl.Runtime.Data;

/// <summary>The class numbers of another column as vectors with a single 1.</summary>
/// <param name="source">Whole numbers from 0 up to, not including, <paramref name="classes"/>.</param>
public sealed class OneHotColumn(Column source, int classes) : Column(ElementType.Float32, source.RowShape.Add(classes), source.Rows)
{
    public override void CopyRows(ReadOnlySpan<int> rows, Span<float> destination)
    {
        var perRow = source.RowLength;
        var numbers = rows.Length * perRow <= 1024 ? stackalloc long[rows.Length * perRow] : new long[rows.Length * perRow];
        source.CopyRows(rows, numbers);
        destination[..(numbers.Length * classes)].Clear();
        for (var i = 0; i < numbers.Length; i++)
            destination[(i * classes) + (int)numbers[i]] = 1;
    }
}
