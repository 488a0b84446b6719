using System.Buffers.Binary;

namespace Dsl.Language.Data.Pictures;

/// <summary>Finds the frame of a JPEG file, which says its size.</summary>
/// <remarks>Source: ITU-T T.81, annex B.</remarks>
internal static class JpegHeader
{
    /// <summary>Reads from segment to segment as far as the frame.</summary>
    public static PictureHeader? Read(ReadOnlySpan<byte> start, out string? problem)
    {
        problem = null;
        var at = 2;
        while (at + 4 <= start.Length)
        {
            if (start[at] != 0xFF)
            {
                problem = "there is no marker where one is expected; it may be damaged";
                return null;
            }

            var marker = start[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }

            if (marker is 0x01 or (>= 0xD0 and <= 0xD7))
            {
                at += 2;
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(start[(at + 2)..]);
            if (marker is 0xD8 or 0xD9 or 0xDA || length < 2)
            {
                problem = "it has no frame before its first scan; it may be damaged";
                return null;
            }

            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                return at + 10 > start.Length
                    ? null
                    : new PictureHeader(PictureKind.Jpeg, BinaryPrimitives.ReadUInt16BigEndian(start[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(start[(at + 5)..]), start[at + 9] != 1);
            }

            at += 2 + length;
        }

        return null;
    }
}
