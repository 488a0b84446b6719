using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Dsl.Runtime.Data;

/// <summary>Bytes as floats from 0 to 1, where 255 stands for 1: the same numbers as a division gives.</summary>
internal static class ByteFractions
{
    private const float Reciprocal = 1f / 255;

    // Bytes of a row that are asked for before they are needed: more would push out what is being read.
    private const int MostBytesAhead = 4096;
    private const int LineBytes = 64;

    private static readonly float[] Fractions = [.. Enumerable.Range(0, 256).Select(static i => i / 255f)];

    /// <summary>Stores each byte's fraction.</summary>
    /// <param name="bytes">What to convert.</param>
    /// <param name="destination">Room for as many floats.</param>
    public static void Convert(ReadOnlySpan<byte> bytes, Span<float> destination)
    {
        var done = 0;
        ref var to = ref MemoryMarshal.GetReference(destination[..bytes.Length]);
        ref var from = ref MemoryMarshal.GetReference(bytes);
        if (Avx512F.IsSupported)
        {
            for (; done <= bytes.Length - Vector512<float>.Count; done += Vector512<float>.Count)
            {
                var value = Vector512.ConvertToSingle(Avx512F.ConvertToVector512Int32(Vector128.LoadUnsafe(ref from, (nuint)done)));
                var quotient = value * Reciprocal;
                var rest = Vector512.FusedMultiplyAdd(quotient, Vector512.Create(-255f), value);
                Vector512.FusedMultiplyAdd(rest, Vector512.Create(Reciprocal), quotient).StoreUnsafe(ref to, (nuint)done);
            }
        }
        else if (Avx2.IsSupported && Fma.IsSupported)
        {
            for (; done <= bytes.Length - Vector128<byte>.Count; done += Vector256<float>.Count)
            {
                var value = Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(Vector128.LoadUnsafe(ref from, (nuint)done)));
                var quotient = value * Reciprocal;
                var rest = Vector256.FusedMultiplyAdd(quotient, Vector256.Create(-255f), value);
                Vector256.FusedMultiplyAdd(rest, Vector256.Create(Reciprocal), quotient).StoreUnsafe(ref to, (nuint)done);
            }
        }

        for (; done < bytes.Length; done++)
            destination[done] = Fractions[bytes[done]];
    }

    /// <summary>Asks for bytes that are soon to be read: rows drawn by lot lie where no processor looks by itself.</summary>
    public static unsafe void AskFor(ReadOnlySpan<byte> bytes)
    {
        if (!Sse.IsSupported || bytes.Length > MostBytesAhead)
            return;
        fixed (byte* first = bytes)
        {
            for (var i = 0; i < bytes.Length; i += LineBytes)
                Sse.Prefetch0(first + i);
        }
    }
}
