using System.Buffers.Binary;
using System.Text;

namespace Dsl.Runtime.Data.Pictures;

/// <summary>The chunks of a PNG file that say what its pixels are.</summary>
internal sealed class PngChunks
{
    private const int SignatureBytes = 8;
    private const int FrameBytes = 12;
    private const int HeaderBytes = 13;

    private PngChunks()
    {
    }

    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>Bits of one sample.</summary>
    public int Depth { get; private set; }

    /// <summary>0 grey, 2 colour, 3 indices of a palette, 4 grey and alpha, 6 colour and alpha.</summary>
    public int ColorType { get; private set; }

    public bool IsInterlaced { get; private set; }

    /// <summary>Red, green and blue of each index.</summary>
    public ReadOnlyMemory<byte> Palette { get; private set; }

    /// <summary>The alpha of each index, or the one grey or colour that is transparent; empty where there is none.</summary>
    public ReadOnlyMemory<byte> Transparency { get; private set; }

    /// <summary>The packed pixels.</summary>
    public MemoryStream Data { get; } = new();

    /// <summary>Samples of one pixel.</summary>
    public int SamplesPerPixel => ColorType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

    /// <summary>Reads all chunks and compares their checksums.</summary>
    /// <exception cref="InvalidDataException">The file is damaged; the message says how.</exception>
    public static PngChunks Read(ReadOnlyMemory<byte> file)
    {
        var chunks = new PngChunks();
        if (!file.Span.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]))
            throw new InvalidDataException("its first bytes are not those of a PNG; a transfer as text damages them");
        for (var at = SignatureBytes; ;)
        {
            if (file.Length - at < FrameBytes)
                throw new InvalidDataException("it ends before its last chunk; it is cut off");
            var length = BinaryPrimitives.ReadUInt32BigEndian(file.Span[at..]);
            if (length > file.Length - at - FrameBytes)
                throw new InvalidDataException("it ends within a chunk; it is cut off");
            var kind = file.Slice(at + 4, 4);
            var content = file.Slice(at + 8, (int)length);
            if (Crc32.Of(file.Span.Slice(at + 4, (int)length + 4)) != BinaryPrimitives.ReadUInt32BigEndian(file.Span[(at + 8 + (int)length)..]))
                throw new InvalidDataException($"the checksum of its chunk {Name(kind)} is wrong; it is damaged");
            if (chunks.Depth == 0 && !kind.Span.SequenceEqual("IHDR"u8))
                throw new InvalidDataException("it does not begin with its header; it is damaged");
            if (kind.Span.SequenceEqual("IEND"u8))
                break;
            chunks.Take(kind, content);
            at += FrameBytes + (int)length;
        }

        chunks.Data.Position = 0;
        if (chunks.ColorType == 3 && chunks.Palette.IsEmpty)
            throw new InvalidDataException("it has indices of colours, and no colours; it is damaged");
        return chunks;
    }

    private static string Name(ReadOnlyMemory<byte> kind) => new([.. Encoding.Latin1.GetString(kind.Span).Select(static letter => char.IsAsciiLetter(letter) ? letter : '?')]);

    private void Take(ReadOnlyMemory<byte> kind, ReadOnlyMemory<byte> content)
    {
        if (kind.Span.SequenceEqual("IHDR"u8))
            TakeHeader(content.Span);
        else if (kind.Span.SequenceEqual("PLTE"u8))
            Palette = content.Length is > 0 and <= 768 && content.Length % 3 == 0 ? content : throw new InvalidDataException($"its colours take {content.Length} bytes; expected three for each of at most 256");
        else if (kind.Span.SequenceEqual("tRNS"u8))
            Transparency = content;
        else if (kind.Span.SequenceEqual("IDAT"u8))
            Data.Write(content.Span);
        else if ((kind.Span[0] & 32) == 0)
            throw new InvalidDataException($"its chunk {Name(kind)} is unknown, and no picture without it");
    }

    private void TakeHeader(ReadOnlySpan<byte> content)
    {
        if (content.Length != HeaderBytes || Depth != 0)
            throw new InvalidDataException("its header is not that of a PNG; it is damaged");
        Width = (int)BinaryPrimitives.ReadUInt32BigEndian(content);
        Height = (int)BinaryPrimitives.ReadUInt32BigEndian(content[4..]);
        (Depth, ColorType, IsInterlaced) = (content[8], content[9], content[12] == 1);
        var fits = ColorType switch
        {
            0 => Depth is 1 or 2 or 4 or 8 or 16,
            3 => Depth is 1 or 2 or 4 or 8,
            2 or 4 or 6 => Depth is 8 or 16,
            _ => false,
        };
        if (!fits || content[10] != 0 || content[11] != 0 || content[12] > 1)
            throw new InvalidDataException($"its header claims the colour type {ColorType} with {Depth} bits, which no PNG has; it is damaged");
    }
}
