using System.Runtime.InteropServices;

namespace Dsl.Runtime.Data;

/// <summary>Tokens as numbers of two or four bytes each.</summary>
/// <param name="bytes">The numbers.</param>
/// <param name="width">2 or 4.</param>
public sealed class PackedTokens(FileBytes bytes, int width) : TokenStore
{
    public override int Count { get; } = bytes.Span.Length / width;

    public override void Copy(int start, Span<long> destination)
    {
        if (width == sizeof(ushort))
            Widen(MemoryMarshal.Cast<byte, ushort>(bytes.Span).Slice(start, destination.Length), destination);
        else
            Widen(MemoryMarshal.Cast<byte, uint>(bytes.Span).Slice(start, destination.Length), destination);
        GC.KeepAlive(bytes);
    }

    private static void Widen(ReadOnlySpan<ushort> tokens, Span<long> destination)
    {
        for (var i = 0; i < tokens.Length; i++)
            destination[i] = tokens[i];
    }

    private static void Widen(ReadOnlySpan<uint> tokens, Span<long> destination)
    {
        for (var i = 0; i < tokens.Length; i++)
            destination[i] = tokens[i];
    }
}
