using System.Buffers.Binary;

namespace Dsl.Language.Data.Pictures;

/// <summary>What the beginning of a picture says about it.</summary>
/// <param name="Kind">Its format.</param>
/// <param name="Width">Its columns of pixels.</param>
/// <param name="Height">Its rows of pixels.</param>
/// <param name="HasColor">Whether it is stored in colour.</param>
public sealed record PictureHeader(PictureKind Kind, int Width, int Height, bool HasColor)
{
    /// <summary>How much of a file is enough for nearly every header.</summary>
    public const int UsualBytes = 64 << 10;

    /// <summary>How much of a file is looked at for a header.</summary>
    public const int MostBytes = 1 << 20;

    private const int PaletteColor = 3;

    /// <summary>Reads the header.</summary>
    /// <param name="start">The beginning of the file.</param>
    /// <param name="problem">What is wrong; null where nothing is, or where the header goes on behind the beginning.</param>
    /// <returns>Null where there is none.</returns>
    public static PictureHeader? Read(ReadOnlySpan<byte> start, out string? problem)
    {
        problem = null;
        var header = start switch
        {
            [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => ReadPng(start),
            [0xFF, 0xD8, ..] => JpegHeader.Read(start, out problem),
            [(byte)'B', (byte)'M', ..] => ReadBitmap(start),
            [(byte)'P', (byte)'2' or (byte)'3' or (byte)'5' or (byte)'6', ..] => ReadNetpbm(start),
            _ => null,
        };
        if (header is null)
        {
            problem ??= IsPicture(start) ? null : $"this is no picture that can be read; expected PNG, JPEG, BMP, PGM or PPM{Found(start)}";
            return null;
        }

        problem = header.Width < 1 || header.Height < 1 ? $"its header claims {header.Height} x {header.Width} pixels; expected at least one"
            : (long)header.Width * header.Height > DataLimits.Pixels ? $"it has {header.Height} x {header.Width} pixels; expected at most {DataLimits.Pixels} in one picture"
            : null;
        return problem is null ? header : null;
    }

    private static bool IsPicture(ReadOnlySpan<byte> start) =>
        start is [0x89, (byte)'P', (byte)'N', (byte)'G', ..] or [0xFF, 0xD8, ..] or [(byte)'B', (byte)'M', ..] or [(byte)'P', (byte)'2' or (byte)'3' or (byte)'5' or (byte)'6', ..];

    private static string Found(ReadOnlySpan<byte> start) => start switch
    {
        [] => " (it is empty)",
        [(byte)'G', (byte)'I', (byte)'F', ..] => " (it is a GIF)",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', ..] => " (it is a WebP)",
        [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] => " (it is a TIFF)",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => " (it is a HEIF or AVIF)",
        _ => string.Empty,
    };

    private static PictureHeader? ReadPng(ReadOnlySpan<byte> start) =>
        start.Length < 26 || !start[12..16].SequenceEqual("IHDR"u8)
            ? null
            : new PictureHeader(PictureKind.Png, Size(BinaryPrimitives.ReadUInt32BigEndian(start[16..])), Size(BinaryPrimitives.ReadUInt32BigEndian(start[20..])), (start[25] & 2) != 0 || start[25] == PaletteColor);

    private static PictureHeader? ReadBitmap(ReadOnlySpan<byte> start) =>
        BitmapHeader.Read(start) is { } header ? new PictureHeader(PictureKind.Bitmap, header.Width, header.Height, header.HasColor(start)) : null;

    private static PictureHeader? ReadNetpbm(ReadOnlySpan<byte> start)
    {
        var position = 2;
        return NetpbmNumbers.TryRead(start, ref position, out var width) && NetpbmNumbers.TryRead(start, ref position, out var height)
            ? new PictureHeader(PictureKind.Netpbm, width, height, start[1] is (byte)'3' or (byte)'6')
            : null;
    }

    private static int Size(uint size) => (int)Math.Min(size, int.MaxValue);
}
