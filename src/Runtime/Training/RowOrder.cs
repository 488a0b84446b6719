namespace Dsl.Runtime.Training;

/// <summary>Tells which rows come at consecutive places, which count on from one pass over the data to the next.</summary>
/// <param name="start">The first place.</param>
/// <param name="rows">Takes the numbers of the rows.</param>
internal delegate void RowOrder(long start, Span<int> rows);
