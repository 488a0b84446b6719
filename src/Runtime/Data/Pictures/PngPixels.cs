using System.Buffers.Binary;

namespace Dsl.Runtime.Data.Pictures;

/// <summary>Turns the samples of a PNG into bytes of grey or of red, green and blue.</summary>
internal sealed class PngPixels(PngChunks chunks)
{
    private const int White = byte.MaxValue;

    /// <summary>1 for grey, 3 for colour.</summary>
    public int Channels => chunks.ColorType is 0 or 4 ? 1 : 3;

    /// <summary>Writes the pixels of one row.</summary>
    /// <param name="row">The samples.</param>
    /// <param name="count">How many pixels.</param>
    /// <param name="target">Where the first goes.</param>
    /// <param name="step">Bytes from there to the next.</param>
    public void Write(ReadOnlySpan<byte> row, int count, Span<byte> target, int step)
    {
        for (var x = 0; x < count; x++)
        {
            if (chunks.ColorType == 3)
                WriteIndexed(Sample(row, x), target[(x * step)..]);
            else
                WriteSamples(row, x * chunks.SamplesPerPixel, target[(x * step)..]);
        }
    }

    private void WriteIndexed(int index, Span<byte> target)
    {
        if ((3 * index) + 3 > chunks.Palette.Length)
            throw new InvalidDataException($"a pixel has the colour {index} of {chunks.Palette.Length / 3}; it is damaged");
        var alpha = index < chunks.Transparency.Length ? chunks.Transparency.Span[index] : White;
        for (var c = 0; c < 3; c++)
            target[c] = OnWhite(chunks.Palette.Span[(3 * index) + c], alpha);
    }

    private void WriteSamples(ReadOnlySpan<byte> row, int first, Span<byte> target)
    {
        var alpha = chunks.ColorType is 4 or 6 ? Scaled(Sample(row, first + Channels)) : IsTransparent(row, first) ? 0 : White;
        for (var c = 0; c < Channels; c++)
            target[c] = OnWhite(Scaled(Sample(row, first + c)), alpha);
    }

    private bool IsTransparent(ReadOnlySpan<byte> row, int first)
    {
        if (chunks.Transparency.Length != 2 * Channels)
            return false;
        for (var c = 0; c < Channels; c++)
        {
            if (Sample(row, first + c) != BinaryPrimitives.ReadUInt16BigEndian(chunks.Transparency.Span[(2 * c)..]))
                return false;
        }

        return true;
    }

    private int Sample(ReadOnlySpan<byte> row, int index)
    {
        switch (chunks.Depth)
        {
            case 8:
                return row[index];
            case 16:
                return BinaryPrimitives.ReadUInt16BigEndian(row[(2 * index)..]);
            default:
                var bit = index * chunks.Depth;
                return (row[bit >> 3] >> (8 - chunks.Depth - (bit & 7))) & ((1 << chunks.Depth) - 1);
        }
    }

    private int Scaled(int sample)
    {
        var most = (1 << chunks.Depth) - 1;
        return ((sample * White) + (most / 2)) / most;
    }

    private static byte OnWhite(int value, int alpha) => (byte)(((value * alpha) + (White * (White - alpha)) + (White / 2)) / White);
}
