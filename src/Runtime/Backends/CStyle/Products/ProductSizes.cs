namespace Dsl.Runtime.Backends.CStyle.Products;

/// <summary>Bytes of the elements of a product.</summary>
/// <param name="Computed">As one computes with them.</param>
/// <param name="Left">Of the left operand in a group's memory.</param>
/// <param name="Right">Of the right operand there.</param>
internal sealed record ProductSizes(int Computed, int Left, int Right)
{
    /// <summary>Elements of single precision.</summary>
    public static ProductSizes Single { get; } = new(sizeof(float), sizeof(float), sizeof(float));
}
