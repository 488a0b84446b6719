using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Dsl.Runtime.Storage;

/// <summary>
/// A 64-bit checksum of a stream of bytes, by which damage is found. Each word goes in by an operation that can be undone, so that no change of a single word stays
/// unnoticed; it is no protection against someone who means to deceive.
/// </summary>
internal struct ContentChecksum
{
    // An odd constant near 2^64 divided by the golden ratio: multiplication by it can be undone and spreads a bit upwards; the rotation brings it down again.
    private const ulong Multiplier = 0x9E3779B97F4A7C15;
    private const int Rotation = 29;

    private ulong value;
    private ulong length;

    /// <summary>Takes text, and that it ends here.</summary>
    public void Add(string text)
    {
        AddBytes(Encoding.UTF8.GetBytes(text));
        Mix(ulong.MaxValue);
    }

    /// <summary>Takes bytes. Where they are cut into several calls, each but the last must be a multiple of 8 long.</summary>
    public void AddBytes(ReadOnlySpan<byte> bytes)
    {
        length += (ulong)bytes.Length;
        while (bytes.Length >= sizeof(ulong))
        {
            Mix(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        if (bytes.IsEmpty)
            return;
        Span<byte> rest = stackalloc byte[sizeof(ulong)];
        rest.Clear();
        bytes.CopyTo(rest);
        Mix(BinaryPrimitives.ReadUInt64LittleEndian(rest));
    }

    /// <summary>The checksum as 16 hexadecimal digits.</summary>
    public readonly override string ToString()
    {
        var copy = this;
        copy.Mix(length);
        copy.Mix(0);
        return copy.value.ToString("x16", CultureInfo.InvariantCulture);
    }

    private void Mix(ulong word) => value = BitOperations.RotateLeft(value ^ word, Rotation) * Multiplier;
}
