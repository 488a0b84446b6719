namespace Dsl.Runtime.Data;

/// <summary>Rows of another column in an order of their own; nothing is copied.</summary>
public sealed class SelectionColumn : Column
{
    private readonly Column source;
    private readonly int[] selection;

    private SelectionColumn(Column source, int[] selection) : base(source.Element, source.RowShape, selection.Length)
    {
        this.source = source;
        this.selection = selection;
    }

    internal override ColumnPieces? Pieces => source.Pieces is { } pieces ? pieces with { StartOf = row => pieces.StartOf(selection[row]) } : null;

    /// <summary>The selected rows; a selection of a selection refers to the first column.</summary>
    /// <param name="selection">Row numbers of <paramref name="source"/>; not copied, must not change.</param>
    public static SelectionColumn Of(Column source, int[] selection)
    {
        if (source is not SelectionColumn inner)
            return new SelectionColumn(source, selection);
        var composed = new int[selection.Length];
        for (var i = 0; i < composed.Length; i++)
            composed[i] = inner.selection[selection[i]];
        return new SelectionColumn(inner.source, composed);
    }

    public override void CopyRows(ReadOnlySpan<int> rows, Span<float> destination)
    {
        Span<int> mapped = stackalloc int[256];
        for (var done = 0; done < rows.Length; done += mapped.Length)
        {
            var portion = Map(rows, done, mapped);
            source.CopyRows(portion, destination.Slice(done * RowLength, portion.Length * RowLength));
        }
    }

    public override void CopyRows(ReadOnlySpan<int> rows, Span<long> destination)
    {
        Span<int> mapped = stackalloc int[256];
        for (var done = 0; done < rows.Length; done += mapped.Length)
        {
            var portion = Map(rows, done, mapped);
            source.CopyRows(portion, destination.Slice(done * RowLength, portion.Length * RowLength));
        }
    }

    private ReadOnlySpan<int> Map(ReadOnlySpan<int> rows, int start, Span<int> mapped)
    {
        var portion = mapped[..Math.Min(mapped.Length, rows.Length - start)];
        for (var i = 0; i < portion.Length; i++)
            portion[i] = selection[rows[start + i]];
        return portion;
    }
}
