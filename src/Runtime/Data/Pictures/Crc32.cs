namespace Dsl.Runtime.Data.Pictures;

/// <summary>The checksum of a PNG chunk: CRC-32 with the reflected polynomial EDB88320.</summary>
/// <remarks>Source: ISO/IEC 15948 (PNG), annex D.</remarks>
internal static class Crc32
{
    // What each four bits add.
    private static ReadOnlySpan<uint> Steps =>
    [
        0x00000000, 0x1DB71064, 0x3B6E20C8, 0x26D930AC, 0x76DC4190, 0x6B6B51F4, 0x4DB26158, 0x5005713C,
        0xEDB88320, 0xF00F9344, 0xD6D6A3E8, 0xCB61B38C, 0x9B64C2B0, 0x86D3D2D4, 0xA00AE278, 0xBDBDF21C,
    ];

    /// <summary>The checksum of bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var steps = Steps;
        var sum = uint.MaxValue;
        foreach (var value in bytes)
        {
            sum ^= value;
            sum = steps[(int)(sum & 15)] ^ (sum >> 4);
            sum = steps[(int)(sum & 15)] ^ (sum >> 4);
        }

        return ~sum;
    }
}
