using System.Runtime.Intrinsics;

namespace Dsl.Runtime.Data.Pictures.Jpeg;

/// <summary>Turns the 64 frequencies of a block into its pixels.</summary>
/// <remarks>Source: ITU-T T.81, annex A, the inverse cosine transform as two products with the same matrix.</remarks>
internal sealed class InverseCosine
{
    private const int Size = 8;
    private const int Middle = 128;

    // One row for each pixel: what each frequency adds to it.
    private readonly float[] waves = new float[Size * Size];
    private readonly float[] between = new float[Size * Size];
    private readonly float[] frequencies = new float[Size * Size];

    public InverseCosine()
    {
        for (var pixel = 0; pixel < Size; pixel++)
        {
            for (var frequency = 0; frequency < Size; frequency++)
                waves[(pixel * Size) + frequency] = (float)((frequency == 0 ? Math.Sqrt(0.125) : 0.5) * Math.Cos(((2 * pixel) + 1) * frequency * Math.PI / 16));
        }
    }

    /// <summary>Computes a block.</summary>
    /// <param name="block">Its coefficients.</param>
    /// <param name="quantization">What each is multiplied by.</param>
    /// <param name="target">Where its first pixel goes.</param>
    /// <param name="stride">Pixels from a row to the next.</param>
    public void Write(ReadOnlySpan<short> block, ReadOnlySpan<ushort> quantization, Span<byte> target, int stride)
    {
        for (var i = 0; i < frequencies.Length; i++)
            frequencies[i] = block[i] * quantization[i];
        Multiply(frequencies, between);
        Transpose(between, frequencies);
        Multiply(frequencies, between);
        for (var x = 0; x < Size; x++)
        {
            for (var y = 0; y < Size; y++)
                target[(y * stride) + x] = (byte)Math.Clamp(MathF.Floor(between[(x * Size) + y] + Middle + 0.5f), 0, 255);
        }
    }

    private void Multiply(float[] source, float[] target)
    {
        for (var pixel = 0; pixel < Size; pixel++)
        {
            var sum = Vector256<float>.Zero;
            for (var frequency = 0; frequency < Size; frequency++)
                sum += Vector256.Create(waves[(pixel * Size) + frequency]) * Vector256.LoadUnsafe(ref source[frequency * Size]);
            sum.StoreUnsafe(ref target[pixel * Size]);
        }
    }

    private static void Transpose(float[] source, float[] target)
    {
        for (var row = 0; row < Size; row++)
        {
            for (var column = 0; column < Size; column++)
                target[(column * Size) + row] = source[(row * Size) + column];
        }
    }
}
