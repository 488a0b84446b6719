using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Dsl.Runtime.Backends.Cpu.Lanes;

namespace Dsl.Runtime.Backends.Cpu.Runners;

/// <summary>Transposition of singles, eight by eight in registers, and copies of rows and blocks.</summary>
internal static unsafe class PackSquares
{
    /// <summary>Rows copied by <see cref="CopyRows"/> have a multiple of so many bytes.</summary>
    public const int RowBytes = 32;

    /// <summary>Blocks copied by <see cref="CopyBlocks"/> have a multiple of so many bytes.</summary>
    public const int LineBytes = 64;

    /// <summary>Rows and columns of a square.</summary>
    public const int Side = 8;

    // Rows whose pieces are copied: far apart in memory as they are, no processor looks ahead by itself.
    private const int RowsAhead = 8;
    private const int LineElements = LineBytes / sizeof(float);
    private const int LinesAhead = 8 * LineElements;

    // Rows of the result put together in the first cache before they leave it as whole lines.
    private const int RowsTogether = 64;

    /// <summary>Copies rows that each lie together.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CopyRows(byte* from, long fromStride, byte* to, long toStride, long rows, long bytes)
    {
        for (var i = 0L; i < rows; i++)
        {
            var a = from + (i * fromStride);
            var b = to + (i * toStride);
            if (Sse.IsSupported)
                Sse.Prefetch0(a + (RowsAhead * fromStride));
            for (var at = 0L; at < bytes; at += RowBytes)
                Vector256.Load(a + at).Store(b + at);
        }
    }

    /// <summary>Copies rows whose blocks each go to a place of their own.</summary>
    /// <param name="from">The first row.</param>
    /// <param name="fromStride">Bytes from row to row.</param>
    /// <param name="to">Where the first row's first block goes.</param>
    /// <param name="toStride">Bytes from a block of a row to the same one of the next.</param>
    /// <param name="rows">How many.</param>
    /// <param name="blocks">Of each row.</param>
    /// <param name="pastCaches">Whether blocks are stored straight to memory; <see cref="VectorMemory.EndStores"/> is to follow.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CopyBlocks(byte* from, long fromStride, byte* to, long toStride, long rows, PackBlocks blocks, bool pastCaches)
    {
        for (var i = 0L; i < rows; i++)
        {
            var a = from + (i * fromStride);
            var b = to + (i * toStride);
            for (var k = 0L; k < blocks.Count; k++, a += blocks.Bytes, b += blocks.Output)
            {
                if (Sse.IsSupported)
                {
                    for (var at = 0L; at < blocks.Bytes; at += LineBytes)
                        Sse.Prefetch0(a + (RowsAhead * fromStride) + at);
                }

                if (pastCaches)
                {
                    for (var at = 0L; at < blocks.Bytes; at += LineBytes)
                        VectorMemory.StorePastCaches((float*)(b + at), Vector512.Load((float*)(a + at)));
                }
                else
                {
                    for (var at = 0L; at < blocks.Bytes; at += RowBytes)
                        Vector256.Load(a + at).Store(b + at);
                }
            }
        }
    }

    /// <summary>
    /// to[i * 16 + j] = from[j * fromStride + i] for i below rows and j below 16, stored straight to memory; AVX is needed, and <see cref="VectorMemory.EndStores"/> is to follow.
    /// </summary>
    public static void TransposePastCaches(float* from, long fromStride, float* to, long rows)
    {
        var memory = stackalloc float[(RowsTogether + 1) * LineElements];
        var lines = (float*)(((nint)memory + LineBytes - 1) & -LineBytes);
        for (var i = 0L; i < rows; i += RowsTogether)
        {
            var count = Math.Min(RowsTogether, rows - i);
            Transpose(from + i, fromStride, lines, LineElements, count, LineElements, i, rows);
            for (var k = 0L; k < count; k++)
                VectorMemory.StorePastCaches(to + ((i + k) * LineElements), Vector512.Load(lines + (k * LineElements)));
        }
    }

    /// <summary>Asks for lines of eight rows that are soon to be read: each row is a stream of its own, more than the processor follows by itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AskFor(float* from, long stride)
    {
        for (var k = 0; k < Side; k++)
            Sse.Prefetch0(from + (k * stride));
    }

    /// <summary>to[i * toStride + j] = from[j * fromStride + i] for i below rows and j below columns; AVX is needed.</summary>
    public static void Transpose(float* from, long fromStride, float* to, long toStride, long rows, long columns) =>
        Transpose(from, fromStride, to, toStride, rows, columns, 0, rows);

    /// <summary>A part of a transposition.</summary>
    /// <param name="from">The first element.</param>
    /// <param name="fromStride">Elements from one column to the next.</param>
    /// <param name="to">Where it goes.</param>
    /// <param name="toStride">Elements from one row of the result to the next.</param>
    /// <param name="rows">Of the part.</param>
    /// <param name="columns">Of the part and of the whole.</param>
    /// <param name="before">Rows of the whole before the part.</param>
    /// <param name="whole">Rows of the whole.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose(float* from, long fromStride, float* to, long toStride, long rows, long columns, long before, long whole)
    {
        var squareRows = rows - (rows % Side);
        var squareColumns = columns - (columns % Side);

        // Near the end it is the beginning of as many columns more that is asked for: mostly these come next.
        var within = whole - before - LinesAhead;
        var beyond = (columns * fromStride) - Math.Max(0, whole - LinesAhead);
        for (var i = 0L; i < squareRows; i += Side)
        {
            for (var j = 0L; j < squareColumns; j += Side)
            {
                var a = from + (j * fromStride) + i;
                var b = to + (i * toStride) + j;
                if (i % LineElements == 0)
                    AskFor(a + (i < within ? LinesAhead : beyond), fromStride);
                var r0 = Avx.LoadVector256(a);
                var r1 = Avx.LoadVector256(a + fromStride);
                var r2 = Avx.LoadVector256(a + (2 * fromStride));
                var r3 = Avx.LoadVector256(a + (3 * fromStride));
                var r4 = Avx.LoadVector256(a + (4 * fromStride));
                var r5 = Avx.LoadVector256(a + (5 * fromStride));
                var r6 = Avx.LoadVector256(a + (6 * fromStride));
                var r7 = Avx.LoadVector256(a + (7 * fromStride));
                var (p0, p1) = (Avx.UnpackLow(r0, r1), Avx.UnpackHigh(r0, r1));
                var (p2, p3) = (Avx.UnpackLow(r2, r3), Avx.UnpackHigh(r2, r3));
                var (p4, p5) = (Avx.UnpackLow(r4, r5), Avx.UnpackHigh(r4, r5));
                var (p6, p7) = (Avx.UnpackLow(r6, r7), Avx.UnpackHigh(r6, r7));
                var (q0, q1) = (Avx.Shuffle(p0, p2, 0x44), Avx.Shuffle(p0, p2, 0xEE));
                var (q2, q3) = (Avx.Shuffle(p1, p3, 0x44), Avx.Shuffle(p1, p3, 0xEE));
                var (q4, q5) = (Avx.Shuffle(p4, p6, 0x44), Avx.Shuffle(p4, p6, 0xEE));
                var (q6, q7) = (Avx.Shuffle(p5, p7, 0x44), Avx.Shuffle(p5, p7, 0xEE));
                Avx.Permute2x128(q0, q4, 0x20).Store(b);
                Avx.Permute2x128(q1, q5, 0x20).Store(b + toStride);
                Avx.Permute2x128(q2, q6, 0x20).Store(b + (2 * toStride));
                Avx.Permute2x128(q3, q7, 0x20).Store(b + (3 * toStride));
                Avx.Permute2x128(q0, q4, 0x31).Store(b + (4 * toStride));
                Avx.Permute2x128(q1, q5, 0x31).Store(b + (5 * toStride));
                Avx.Permute2x128(q2, q6, 0x31).Store(b + (6 * toStride));
                Avx.Permute2x128(q3, q7, 0x31).Store(b + (7 * toStride));
            }

            for (var j = squareColumns; j < columns; j++)
            {
                for (var k = i; k < i + Side; k++)
                    to[(k * toStride) + j] = from[(j * fromStride) + k];
            }
        }

        for (var i = squareRows; i < rows; i++)
        {
            for (var j = 0L; j < columns; j++)
                to[(i * toStride) + j] = from[(j * fromStride) + i];
        }
    }
}
