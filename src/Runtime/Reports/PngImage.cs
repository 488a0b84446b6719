using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;

namespace Dsl.Runtime.Reports;

/// <summary>Writes pictures as PNG files (ISO/IEC 15948).</summary>
internal static class PngImage
{
    private const uint ChecksumPolynomial = 0xEDB88320;
    private const byte BitsPerChannel = 8;
    private const byte TrueColor = 2;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The file: a pixel a cell.</summary>
    public static ImmutableArray<byte> Encode(double[,] cells, ColorScale scale)
    {
        var (rows, columns) = (cells.GetLength(0), cells.GetLength(1));
        using var file = new MemoryStream();
        file.Write(Signature);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, columns);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), rows);
        (header[8], header[9]) = (BitsPerChannel, TrueColor);
        WriteChunk(file, "IHDR", header);
        using (var packed = new MemoryStream())
        {
            using (var compression = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            {
                var line = new byte[1 + (3 * columns)];
                for (var y = 0; y < rows; y++)
                {
                    for (var x = 0; x < columns; x++)
                    {
                        var (red, green, blue) = scale.ColorOf(cells[y, x]);
                        (line[1 + (3 * x)], line[2 + (3 * x)], line[3 + (3 * x)]) = ((byte)red, (byte)green, (byte)blue);
                    }

                    compression.Write(line);
                }
            }

            WriteChunk(file, "IDAT", packed.ToArray());
        }

        WriteChunk(file, "IEND", []);
        return [.. file.ToArray()];
    }

    private static void WriteChunk(MemoryStream file, string kind, byte[] content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        byte[] body = [.. Encoding.ASCII.GetBytes(kind), .. content];
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Checksum(body));
        file.Write(number);
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var checksum = uint.MaxValue;
        foreach (var value in bytes)
        {
            checksum ^= value;
            for (var bit = 0; bit < 8; bit++)
                checksum = (checksum & 1) == 0 ? checksum >> 1 : (checksum >> 1) ^ ChecksumPolynomial;
        }

        return ~checksum;
    }
}
