namespace Dsl.Runtime.Data.Pictures.Jpeg;

/// <summary>One plane of a JPEG picture: brightness, or one of two differences of colour.</summary>
/// <param name="Id">The number by which scans call it.</param>
/// <param name="Across">How many blocks across one unit has.</param>
/// <param name="Down">How many blocks down one unit has.</param>
/// <param name="Quantization">Which table its coefficients are multiplied by.</param>
internal sealed record JpegComponent(int Id, int Across, int Down, int Quantization)
{
    /// <summary>Blocks across, without those that only fill the last unit.</summary>
    public int Columns { get; init; }

    /// <summary>Blocks down, without those that only fill the last unit.</summary>
    public int Rows { get; init; }

    /// <summary>Blocks from a row of blocks to the next.</summary>
    public int Stride { get; init; }

    /// <summary>64 coefficients of each block, in the order of frequencies across and down.</summary>
    public short[] Coefficients { get; init; } = [];

    /// <summary>The coefficients of a block.</summary>
    public Span<short> Block(int row, int column) => Coefficients.AsSpan(((row * Stride) + column) * 64, 64);
}
