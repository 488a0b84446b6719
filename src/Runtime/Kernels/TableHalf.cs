namespace Dsl.Runtime.Kernels;

/// <summary>The places of tables where row * Row + column * Column + Constant is positive.</summary>
/// <param name="Row">What a row counts.</param>
/// <param name="Column">What a column counts.</param>
/// <param name="Constant">What is added.</param>
public sealed record TableHalf(long Row, long Column, long Constant)
{
    /// <summary>The other places.</summary>
    public TableHalf Opposite() => new(-Row, -Column, 1 - Constant);
}
