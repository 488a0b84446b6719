using System.IO.Compression;
using Dsl.Language.Data;

namespace Dsl.Runtime.Data.Pictures;

/// <summary>Decodes PNG: every colour type, depth and order of rows. What is transparent lies on white.</summary>
/// <remarks>Source: ISO/IEC 15948 (PNG).</remarks>
internal sealed class PngDecoder
{
    private const int MostExpansion = (int)PackedFiles.MostExpansion;

    private readonly PngChunks chunks;
    private readonly PngPixels pixels;
    private readonly Picture picture;

    private PngDecoder(PngChunks chunks)
    {
        this.chunks = chunks;
        pixels = new PngPixels(chunks);
        picture = Picture.Empty(chunks.Width, chunks.Height, pixels.Channels);
    }

    // The passes of interlaced pictures: first column and row, and the distances of columns and rows.
    private static ReadOnlySpan<byte> Passes => [0, 0, 8, 8, 4, 0, 8, 8, 0, 4, 4, 8, 2, 0, 4, 4, 0, 2, 2, 4, 1, 0, 2, 2, 0, 1, 1, 2];

    /// <summary>Decodes a file.</summary>
    /// <exception cref="InvalidDataException">The file is damaged; the message says how.</exception>
    public static Picture Decode(ReadOnlyMemory<byte> file)
    {
        var chunks = PngChunks.Read(file);
        if ((long)chunks.Width * chunks.Height * chunks.SamplesPerPixel * chunks.Depth / 8 > (chunks.Data.Length + 1) * MostExpansion)
            throw new InvalidDataException($"it holds less than its {chunks.Height} x {chunks.Width} pixels; it is cut off");
        return new PngDecoder(chunks).Decode();
    }

    private Picture Decode()
    {
        using var unpacked = new ZLibStream(chunks.Data, CompressionMode.Decompress);
        if (!chunks.IsInterlaced)
            ReadPass(unpacked, 0, 0, 1, 1);
        else
            ReadPasses(unpacked);

        // The checksum stands behind the last byte.
        Read(unpacked, new byte[1]);
        return picture;
    }

    private static int Read(ZLibStream unpacked, byte[] row)
    {
        try
        {
            return unpacked.ReadAtLeast(row, row.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException damage)
        {
            throw new InvalidDataException("its packed pixels are damaged", damage);
        }
    }

    private void ReadPasses(ZLibStream unpacked)
    {
        for (var pass = 0; pass < Passes.Length; pass += 4)
            ReadPass(unpacked, Passes[pass], Passes[pass + 1], Passes[pass + 2], Passes[pass + 3]);
    }

    private void ReadPass(ZLibStream unpacked, int left, int top, int columnStep, int rowStep)
    {
        var columns = (chunks.Width - left + columnStep - 1) / columnStep;
        var rows = (chunks.Height - top + rowStep - 1) / rowStep;
        if (columns <= 0 || rows <= 0)
            return;
        var bits = chunks.SamplesPerPixel * chunks.Depth;
        var length = (int)((((long)columns * bits) + 7) / 8);
        var distance = Math.Max(1, bits / 8);
        var (row, above) = (new byte[length + 1], new byte[length + 1]);
        for (var y = 0; y < rows; y++)
        {
            if (Read(unpacked, row) < row.Length)
                throw new InvalidDataException($"it ends before all of its {chunks.Height} x {chunks.Width} pixels; it is cut off");
            PngFilters.Undo(row[0], row.AsSpan(1), above.AsSpan(1), distance);
            pixels.Write(row.AsSpan(1), columns, picture.Samples.AsSpan(((top + (y * rowStep)) * chunks.Width + left) * picture.Channels), columnStep * picture.Channels);
            (row, above) = (above, row);
        }
    }
}
