using System.Collections.Immutable;

namespace Dsl.Language.Data;

/// <summary>The columns of a table, and its rows where the whole of it was seen.</summary>
/// <param name="FileName">The file's name for messages.</param>
/// <param name="Columns">In the order of the file.</param>
/// <param name="Rows">How many rows the data set has; null when the file is larger than the sample.</param>
public sealed record CsvSchema(string FileName, ImmutableArray<CsvColumn> Columns, long? Rows)
{
    /// <summary>The number of inputs.</summary>
    public int Width => Columns.Sum(static column => column.Width);

    /// <summary>The target column, or null.</summary>
    public CsvColumn? Target => Columns.FirstOrDefault(static column => column.Role == CsvColumnRole.Target);

    /// <summary>A name for each input: the column's, or <c>column=category</c>.</summary>
    public ImmutableArray<string> FeatureNames =>
    [
        .. Columns.Where(static column => column.Role == CsvColumnRole.Feature).SelectMany(static column => column.IsCategorical
            ? column.Categories.Select(category => $"{column.Name}={category}")
            : [column.Name]),
    ];
}
