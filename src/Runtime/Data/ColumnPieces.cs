namespace Dsl.Runtime.Data;

/// <summary>How a column's rows are pieces of another column, which may overlap.</summary>
/// <param name="Source">The other column.</param>
/// <param name="Length">How many of its rows a piece has.</param>
/// <param name="StartOf">The row at which the piece of that number begins.</param>
internal sealed record ColumnPieces(Column Source, int Length, Func<int, long> StartOf);
