using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Dsl.Runtime.Data.Pictures;

namespace Dsl.Runtime.Tests.Data.Pictures;

/// <summary>Writes PNG files chunk by chunk, also such as no program would write.</summary>
internal sealed class PngBuilder
{
    private readonly List<byte> bytes = [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10];

    public PngBuilder(int width, int height, byte depth, byte colorType, bool isInterlaced = false)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = (depth, colorType, (byte)(isInterlaced ? 1 : 0));
        Chunk("IHDR", header);
    }

    /// <summary>Adds a chunk.</summary>
    public PngBuilder Chunk(string kind, params byte[] content)
    {
        var head = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(head, content.Length);
        bytes.AddRange(head);
        byte[] summed = [.. Encoding.ASCII.GetBytes(kind), .. content];
        bytes.AddRange(summed);
        BinaryPrimitives.WriteUInt32BigEndian(head, Crc32.Of(summed));
        bytes.AddRange(head);
        return this;
    }

    /// <summary>Packs rows, each with its filter before it, and ends the file.</summary>
    public byte[] With(params byte[] rows)
    {
        using var packed = new MemoryStream();
        using (var stream = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            stream.Write(rows);
        return Chunk("IDAT", packed.ToArray()).Chunk("IEND").bytes.ToArray();
    }
}
