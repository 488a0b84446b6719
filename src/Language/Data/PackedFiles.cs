using System.IO.Compression;

namespace Dsl.Language.Data;

/// <summary>Files packed with gzip.</summary>
public static class PackedFiles
{
    /// <summary>A packed file unpacks to at most so many times its length (the limit of the deflate format).</summary>
    public const long MostExpansion = 1032;

    public static bool IsPacked(ReadOnlySpan<byte> start) => start.Length >= 2 && start[0] == 0x1F && start[1] == 0x8B;

    /// <summary>The beginning of the unpacked contents, from the beginning of the packed file; shorter when that is damaged.</summary>
    public static byte[] UnpackPrefix(byte[] start, int maximumBytes)
    {
        var unpacked = new byte[maximumBytes];
        var length = 0;
        try
        {
            using var stream = new GZipStream(new MemoryStream(start, writable: false), CompressionMode.Decompress);
            while (length < maximumBytes)
            {
                var read = stream.Read(unpacked, length, Math.Min(16, maximumBytes - length));
                if (read == 0)
                    break;
                length += read;
            }
        }
        catch (InvalidDataException)
        {
            // What came before the damage is the answer; whoever needs more of it says so.
            return unpacked[..length];
        }

        return unpacked[..length];
    }
}
