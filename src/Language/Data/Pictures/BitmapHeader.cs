using System.Buffers.Binary;

namespace Dsl.Language.Data.Pictures;

/// <summary>The header of a Windows bitmap.</summary>
/// <param name="Width">Columns of pixels.</param>
/// <param name="Height">Rows of pixels.</param>
/// <param name="IsTopDown">Whether the first row is the topmost.</param>
/// <param name="BitsPerPixel">Bits of one pixel.</param>
/// <param name="Compression">How the pixels are stored: 0 as they are, 3 with masks.</param>
/// <param name="PaletteOffset">Where the colours begin.</param>
/// <param name="PaletteEntrySize">Bytes of one colour.</param>
/// <param name="Colors">How many colours there are.</param>
/// <param name="DataOffset">Where the pixels begin.</param>
/// <remarks>Source: Microsoft, Bitmap Storage and the structures BITMAPFILEHEADER, BITMAPCOREHEADER and BITMAPINFOHEADER.</remarks>
public sealed record BitmapHeader(
    int Width, int Height, bool IsTopDown, int BitsPerPixel, uint Compression, int PaletteOffset, int PaletteEntrySize, int Colors, int DataOffset)
{
    private const int FileHeaderBytes = 14;
    private const int CoreHeaderBytes = 12;
    private const int InfoHeaderBytes = 40;
    private const int MostHeaderBytes = 1 << 10;

    /// <summary>Reads the header; null where the beginning is too short or says what no bitmap says.</summary>
    public static BitmapHeader? Read(ReadOnlySpan<byte> start)
    {
        if (start.Length < FileHeaderBytes + CoreHeaderBytes)
            return null;
        var dataOffset = BinaryPrimitives.ReadUInt32LittleEndian(start[10..]);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(start[FileHeaderBytes..]);
        if (dataOffset > int.MaxValue || length > MostHeaderBytes)
            return null;
        if (length == CoreHeaderBytes)
        {
            var bits = BinaryPrimitives.ReadUInt16LittleEndian(start[24..]);
            return new BitmapHeader(
                BinaryPrimitives.ReadUInt16LittleEndian(start[18..]), BinaryPrimitives.ReadUInt16LittleEndian(start[20..]), false, bits, 0,
                FileHeaderBytes + CoreHeaderBytes, 3, bits <= 8 ? 1 << bits : 0, (int)dataOffset);
        }

        if (length < InfoHeaderBytes || start.Length < FileHeaderBytes + InfoHeaderBytes)
            return null;
        var height = BinaryPrimitives.ReadInt32LittleEndian(start[22..]);
        var depth = BinaryPrimitives.ReadUInt16LittleEndian(start[28..]);
        var used = BinaryPrimitives.ReadUInt32LittleEndian(start[46..]);
        return new BitmapHeader(
            BinaryPrimitives.ReadInt32LittleEndian(start[18..]), height == int.MinValue ? 0 : Math.Abs(height), height < 0, depth, BinaryPrimitives.ReadUInt32LittleEndian(start[30..]),
            FileHeaderBytes + (int)length, 4, depth > 8 ? 0 : used is 0 or > 256 ? 1 << depth : (int)used, (int)dataOffset);
    }

    /// <summary>Whether any of its colours is none of grey.</summary>
    /// <param name="start">The beginning of the file.</param>
    public bool HasColor(ReadOnlySpan<byte> start)
    {
        for (var i = 0; i < Colors; i++)
        {
            var at = PaletteOffset + (i * PaletteEntrySize);
            if (at + 3 > start.Length || start[at] != start[at + 1] || start[at] != start[at + 2])
                return true;
        }

        return Colors == 0;
    }
}
