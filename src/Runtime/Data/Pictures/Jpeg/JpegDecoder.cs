using System.Buffers.Binary;

namespace Dsl.Runtime.Data.Pictures.Jpeg;

/// <summary>Decodes JPEG: baseline and progressive, grey or in colour.</summary>
/// <remarks>Source: ITU-T T.81.</remarks>
internal sealed class JpegDecoder(ReadOnlyMemory<byte> file)
{
    private const int MostScans = 200;

    private readonly ushort[]?[] quantizations = new ushort[4][];
    private readonly HuffmanTable?[] means = new HuffmanTable[4];
    private readonly HuffmanTable?[] others = new HuffmanTable[4];
    private JpegFrame? frame;
    private int restartInterval;
    private int scans;
    private bool hasColorTransform = true;

    /// <summary>Decodes the file.</summary>
    /// <exception cref="InvalidDataException">The file is damaged; the message says how.</exception>
    public Picture Decode()
    {
        for (var at = 2; ;)
        {
            var marker = NextMarker(ref at);
            if (marker == 0xD9)
                break;
            if (marker is 0x01 or (>= 0xD0 and <= 0xD8))
                continue;
            var content = Segment(ref at);
            switch (marker)
            {
                case 0xC4:
                    TakeCodes(content);
                    break;
                case 0xDB:
                    TakeQuantizations(content);
                    break;
                case 0xDD:
                    restartInterval = content.Length == 2 ? BinaryPrimitives.ReadUInt16BigEndian(content) : throw Damaged();
                    break;
                case 0xEE when content.Length >= 12 && content.StartsWith("Adobe"u8):
                    hasColorTransform = content[11] != 0;
                    break;
                case 0xDA:
                    ReadScan(content, ref at);
                    break;
                case >= 0xC0 and <= 0xCF and not 0xC8 and not 0xCC:
                    frame = frame is null ? JpegFrame.Read(content, marker, file.Length) : throw new InvalidDataException("it has two frames; it is damaged");
                    break;
            }
        }

        return Merge();
    }

    private static InvalidDataException Damaged() => new("one of its segments has the wrong length; it is damaged");

    // Marker bytes may be repeated, and what lies between the end of a scan and the next marker is passed over.
    private byte NextMarker(ref int at)
    {
        var bytes = file.Span;
        while (at + 1 < bytes.Length && (bytes[at] != 0xFF || bytes[at + 1] is 0 or 0xFF))
            at++;
        if (at + 1 >= bytes.Length)
        {
            // Some programs leave out the last marker.
            at = bytes.Length;
            return scans > 0 ? (byte)0xD9 : throw new InvalidDataException("it ends before its pixels; it is cut off");
        }

        at += 2;
        return bytes[at - 1];
    }

    private ReadOnlySpan<byte> Segment(ref int at)
    {
        var bytes = file.Span;
        if (at + 2 > bytes.Length || BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]) is var length && (length < 2 || at + length > bytes.Length))
            throw new InvalidDataException("it ends within a segment; it is cut off");
        at += length;
        return bytes[(at - length + 2)..at];
    }

    private void TakeQuantizations(ReadOnlySpan<byte> content)
    {
        while (!content.IsEmpty)
        {
            var (isWide, place) = (content[0] >> 4 != 0, content[0] & 15);
            var length = 1 + (isWide ? 128 : 64);
            if (place > 3 || content.Length < length)
                throw Damaged();
            var table = quantizations[place] = new ushort[64];
            for (var i = 0; i < 64; i++)
                table[JpegBlocks.PlaceOf(i)] = isWide ? BinaryPrimitives.ReadUInt16BigEndian(content[(1 + (2 * i))..]) : content[1 + i];
            content = content[length..];
        }
    }

    private void TakeCodes(ReadOnlySpan<byte> content)
    {
        while (!content.IsEmpty)
        {
            if (content.Length < 17 || (content[0] & 15) > 3 || content[0] >> 4 > 1)
                throw Damaged();
            var count = 0;
            foreach (var length in content.Slice(1, 16))
                count += length;
            if (count > 256 || content.Length < 17 + count)
                throw Damaged();
            (content[0] >> 4 == 0 ? means : others)[content[0] & 15] = new HuffmanTable(content.Slice(1, 16), content.Slice(17, count));
            content = content[(17 + count)..];
        }
    }

    private void ReadScan(ReadOnlySpan<byte> content, ref int at)
    {
        if (frame is null)
            throw new InvalidDataException("it has a scan before its frame; it is damaged");
        if (++scans > MostScans)
            throw new InvalidDataException($"it has more than {MostScans} scans");
        if (content.Length < 1 || content[0] is < 1 or > 4 || content.Length != 4 + (2 * content[0]))
            throw Damaged();
        var parts = new List<JpegScanPart>();
        for (var i = 0; i < content[0]; i++)
        {
            var (id, tables) = (content[1 + (2 * i)], content[2 + (2 * i)]);
            var component = frame.Components.FirstOrDefault(component => component.Id == id);
            if (component is null || (tables >> 4) > 3 || (tables & 15) > 3 || parts.Exists(part => part.Component == component))
                throw new InvalidDataException("a scan is of planes that are not there; it is damaged");
            parts.Add(new JpegScanPart(component, means[tables >> 4], others[tables & 15]));
        }

        var last = content[^3..];
        var scan = new JpegScan(last[0], last[1], last[2] >> 4, last[2] & 15, frame.IsProgressive);
        if (!scan.IsSound(parts.Count))
            throw new InvalidDataException("a scan brings what no scan can; it is damaged");
        if (!frame.IsProgressive)
            scan = scan with { Low = 0 };
        var blocks = new JpegBlocks(new JpegBits(file.Span, at), scan);
        new JpegScanReader(frame, [.. parts], restartInterval).Read(ref blocks);
        at = blocks.Position;
    }

    private Picture Merge()
    {
        if (frame is null || scans == 0)
            throw new InvalidDataException("it has no pixels; it is cut off");
        var planes = new byte[frame.Components.Length][];
        var transform = new InverseCosine();
        for (var c = 0; c < planes.Length; c++)
        {
            var component = frame.Components[c];
            var quantization = quantizations[component.Quantization] ?? throw new InvalidDataException("a plane uses a table that is not there; it is damaged");
            var stride = component.Stride * 8;
            planes[c] = new byte[component.Coefficients.Length];
            for (var row = 0; row < component.Rows; row++)
            {
                for (var column = 0; column < component.Columns; column++)
                    transform.Write(component.Block(row, column), quantization, planes[c].AsSpan((row * 8 * stride) + (column * 8)), stride);
            }
        }

        return JpegColors.Merge(frame with { HasDifferences = frame.HasDifferences && hasColorTransform }, planes);
    }
}
