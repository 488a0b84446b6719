using System.Security.Cryptography;
using System.Text;

namespace Dsl.Runtime.Backends.Devices;

/// <summary>What a built module depends on, as a number of 32 bytes.</summary>
internal static class ModuleKey
{
    /// <summary>The SHA-256 of the text, the device, its driver and the options, each with its length before it.</summary>
    public static byte[] Of(string text, DeviceDescription device, string options)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var part in (ReadOnlySpan<string>)[device.Dialect.Name, device.Name, device.Driver, options, text])
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return hash.GetHashAndReset();
    }
}
