namespace Dsl.DeviceChecks.Measuring;

/// <summary>How large what is measured is.</summary>
/// <param name="Products">Sides of square matrices.</param>
/// <param name="Rows">Rows of softmax and layer normalization.</param>
/// <param name="Columns">Elements of a row.</param>
/// <param name="Elements">Elements of what is computed one by one.</param>
/// <param name="CopyBytes">Bytes that are copied to find the memory's rate.</param>
/// <param name="Attention">Sequences, heads, positions and width of a head.</param>
/// <param name="IsTiny">Whether networks are tiny too.</param>
internal sealed record MeasuredSizes(
    int[] Products, int Rows, int Columns, int Elements, long CopyBytes, (int Batch, int Heads, int Positions, int Width) Attention, bool IsTiny)
{
    /// <summary>For a graphics processor.</summary>
    public static MeasuredSizes Full { get; } = new([1024, 2048, 4096, 8192], 32768, 1024, 1 << 26, 1L << 30, (8, 12, 1024, 64), IsTiny: false);

    /// <summary>To try the program.</summary>
    public static MeasuredSizes Tiny { get; } = new([64], 64, 128, 1 << 12, 1 << 16, (1, 2, 32, 16), IsTiny: true);
}
