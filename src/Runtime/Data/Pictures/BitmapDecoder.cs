using System.Buffers.Binary;
using Dsl.Language.Data.Pictures;

namespace Dsl.Runtime.Data.Pictures;

/// <summary>Decodes Windows bitmaps of 1, 4 or 8 bits with a palette, and of 24 or 32 bits.</summary>
/// <remarks>Source: Microsoft, Bitmap Storage.</remarks>
internal static class BitmapDecoder
{
    private const int Masks = 3;
    private const int MasksOffset = 54;

    public static Picture Decode(ReadOnlySpan<byte> bytes)
    {
        if (BitmapHeader.Read(bytes) is not { } header)
            throw new InvalidDataException("its header cannot be read; it is cut off or damaged");
        if (header.BitsPerPixel is not (1 or 4 or 8 or 24 or 32))
            throw new InvalidDataException($"its pixels have {header.BitsPerPixel} bits; expected 1, 4, 8, 24 or 32");
        if (header.Compression != 0 && !(header.Compression == Masks && header.BitsPerPixel == 32 && HasUsualMasks(bytes)))
            throw new InvalidDataException($"its pixels are packed (form {header.Compression}); expected an uncompressed bitmap");
        var stride = (((long)header.BitsPerPixel * header.Width) + 31) / 32 * 4;
        if (bytes.Length - header.DataOffset < stride * header.Height)
            throw new InvalidDataException($"it ends before all of its {header.Height} x {header.Width} pixels; it is cut off");
        if (header.PaletteOffset + (header.Colors * header.PaletteEntrySize) > bytes.Length)
            throw new InvalidDataException("it ends within its colours; it is cut off");
        var picture = Picture.Empty(header.Width, header.Height, header.HasColor(bytes) ? 3 : 1);
        for (var y = 0; y < header.Height; y++)
        {
            var row = header.IsTopDown ? y : header.Height - 1 - y;
            var source = bytes.Slice((int)(header.DataOffset + (row * stride)), (int)stride);
            var target = picture.Samples.AsSpan(y * header.Width * picture.Channels, header.Width * picture.Channels);
            if (header.Colors > 0)
                CopyIndexed(source, bytes[header.PaletteOffset..], header, picture.Channels, target);
            else
                CopyColors(source, header.BitsPerPixel / 8, target);
        }

        return picture;
    }

    private static bool HasUsualMasks(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= MasksOffset + 12
        && BinaryPrimitives.ReadUInt32LittleEndian(bytes[MasksOffset..]) == 0xFF0000 && BinaryPrimitives.ReadUInt32LittleEndian(bytes[(MasksOffset + 4)..]) == 0xFF00
        && BinaryPrimitives.ReadUInt32LittleEndian(bytes[(MasksOffset + 8)..]) == 0xFF;

    // Blue comes first.
    private static void CopyColors(ReadOnlySpan<byte> source, int size, Span<byte> target)
    {
        for (int from = 0, to = 0; to < target.Length; from += size, to += 3)
            (target[to], target[to + 1], target[to + 2]) = (source[from + 2], source[from + 1], source[from]);
    }

    private static void CopyIndexed(ReadOnlySpan<byte> source, ReadOnlySpan<byte> palette, BitmapHeader header, int channels, Span<byte> target)
    {
        var bits = header.BitsPerPixel;
        var mask = (1 << bits) - 1;
        for (var x = 0; x < header.Width; x++)
        {
            var bit = x * bits;
            var index = (source[bit >> 3] >> (8 - bits - (bit & 7))) & mask;
            if (index >= header.Colors)
                throw new InvalidDataException($"a pixel has the colour {index} of {header.Colors}; it is damaged");
            var color = palette.Slice(index * header.PaletteEntrySize, 3);
            for (var c = 0; c < channels; c++)
                target[(x * channels) + c] = color[2 - c];
        }
    }
}
