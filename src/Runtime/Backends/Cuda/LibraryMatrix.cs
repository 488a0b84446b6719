namespace Dsl.Runtime.Backends.Cuda;

/// <summary>A matrix, or a batch of them, as libraries for products describe it: columns lie one after another.</summary>
/// <param name="Offset">Elements before the first.</param>
/// <param name="Rows">Elements of a column.</param>
/// <param name="Columns">How many columns lie in memory.</param>
/// <param name="Leading">Elements from one column to the next.</param>
/// <param name="IsTurned">Whether rows and columns change places before the product.</param>
/// <param name="BatchStride">Elements from one matrix of a batch to the next.</param>
internal sealed record LibraryMatrix(long Offset, long Rows, long Columns, long Leading, bool IsTurned, long BatchStride);
