using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO.Compression;
using Dsl.Language.Data;
using Dsl.Language.Types;

namespace Dsl.Runtime.Data;

/// <summary>Reads the numbers of IDX and NumPy files, whose headers were checked against the length of the file.</summary>
internal static class TensorFileReading
{
    private const int PortionBytes = 1 << 16;

    /// <summary>Reads a tensor.</summary>
    public static DataResult Read(IDataFileSource files, string name, string fullPath, TensorFileHeader header)
    {
        using var opened = files.Open(fullPath);
        if (opened is null)
            return DataFileLookup.NotReadable(name, fullPath, "path");
        try
        {
            using var stream = Unpacked(opened);
            if (!SkipHeader(stream, header))
                return CutOff(name);
            var result = ReadNumbers(stream, name, header);
            NoticeDamage(stream);
            return result;
        }
        catch (InvalidDataException)
        {
            return TensorFileHeader.Wrong(name, "the packed data is damaged; expected a gzip file");
        }
        catch (IOException)
        {
            return DataFileLookup.NotReadable(name, fullPath, "path");
        }
    }

    /// <summary>Reads a tensor of bytes as they are.</summary>
    public static DataFailure? ReadBytes(IDataFileSource files, string name, string fullPath, TensorFileHeader header, out byte[] bytes)
    {
        bytes = [];
        using var opened = files.Open(fullPath);
        if (opened is null)
            return DataFileLookup.NotReadable(name, fullPath, "path");
        try
        {
            using var stream = Unpacked(opened);
            if (!SkipHeader(stream, header) || TakeBytes(stream, (int)header.ElementCount) is not { } taken)
                return CutOff(name);
            NoticeDamage(stream);
            bytes = taken;
            return null;
        }
        catch (InvalidDataException)
        {
            return TensorFileHeader.Wrong(name, "the packed data is damaged; expected a gzip file");
        }
        catch (IOException)
        {
            return DataFileLookup.NotReadable(name, fullPath, "path");
        }
    }

    private static DataResult ReadNumbers(Stream stream, string name, TensorFileHeader header)
    {
        var isScalar = header.Shape.IsEmpty;
        var rows = isScalar ? 1 : (int)header.Shape[0];
        ImmutableArray<int> rowShape = isScalar ? [] : [.. header.Shape.Skip(1).Select(static size => (int)size)];
        var count = (int)header.ElementCount;
        if (header.Format is { ByteSize: 1, IsSigned: false } && !header.IsFortranOrder)
        {
            return TakeBytes(stream, count) is { } bytes
                ? new DataTensor(new ByteColumn(bytes, ElementType.Int, rowShape, rows), isScalar)
                : CutOff(name);
        }

        var order = header.IsFortranOrder ? new FortranOrder(header.Shape) : null;
        if (header.Format.IsFloat)
        {
            var floats = new float[count];
            var isWhole = ReadPortions(stream, header, (index, value) => floats[order?.RowMajor(index) ?? index] = (float)ToDouble(value, header.Format));
            return isWhole ? new DataTensor(new FloatColumn(floats, rowShape, rows), isScalar) : CutOff(name);
        }

        var integers = new long[count];
        var tooLarge = false;
        var complete = ReadPortions(stream, header, (index, value) =>
        {
            var integer = ToInteger(value, header.Format);
            tooLarge |= header.Format is { IsSigned: false, ByteSize: 8 } && integer < 0;
            integers[order?.RowMajor(index) ?? index] = integer;
        });
        if (tooLarge)
            return new DataFailure(DataErrors.UnexpectedValue, $"{name} holds a whole number above {long.MaxValue}, the largest int", "path");
        return complete ? new DataTensor(new IntegerColumn(integers, rowShape, rows), isScalar) : CutOff(name);
    }

    private static bool ReadPortions(Stream stream, TensorFileHeader header, NumberAction store)
    {
        var size = header.Format.ByteSize;
        var count = (int)header.ElementCount;
        var buffer = new byte[PortionBytes];
        for (var index = 0; index < count;)
        {
            var numbers = Math.Min(count - index, PortionBytes / size);
            if (stream.ReadAtLeast(buffer.AsSpan(0, numbers * size), numbers * size, throwOnEndOfStream: false) < numbers * size)
                return false;
            for (var i = 0; i < numbers; i++, index++)
                store(index, buffer.AsSpan(i * size, size));
        }

        return true;
    }

    // Grows with what is really there: a header's claim alone takes no memory.
    private static byte[]? TakeBytes(Stream stream, int count)
    {
        using var taken = new MemoryStream(Math.Min(count, 1 << 20));
        var buffer = new byte[PortionBytes];
        while (taken.Length < count)
        {
            var read = stream.Read(buffer, 0, (int)Math.Min(buffer.Length, count - taken.Length));
            if (read == 0)
                return null;
            taken.Write(buffer, 0, read);
        }

        return taken.ToArray();
    }

    private static Stream Unpacked(Stream stream)
    {
        if (!stream.CanSeek)
            return stream;
        Span<byte> start = stackalloc byte[2];
        var isPacked = stream.ReadAtLeast(start, 2, throwOnEndOfStream: false) == 2 && PackedFiles.IsPacked(start);
        stream.Position = 0;
        return isPacked ? new GZipStream(stream, CompressionMode.Decompress) : stream;
    }

    // The checksum of a packed file stands at its end: reading up to there compares it.
    private static void NoticeDamage(Stream stream)
    {
        if (stream is GZipStream)
            stream.ReadByte();
    }

    private static bool SkipHeader(Stream stream, TensorFileHeader header)
    {
        var skipped = new byte[header.DataOffset];
        return stream.ReadAtLeast(skipped, skipped.Length, throwOnEndOfStream: false) == skipped.Length;
    }

    private static DataFailure CutOff(string name) =>
        TensorFileHeader.Wrong(name, "the file ends before all the numbers that its header claims; it is cut off");

    private static double ToDouble(ReadOnlySpan<byte> bytes, NumberFormat format) => (format.ByteSize, format.IsBigEndian) switch
    {
        (2, true) => (double)BinaryPrimitives.ReadHalfBigEndian(bytes),
        (2, false) => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        (4, true) => BinaryPrimitives.ReadSingleBigEndian(bytes),
        (4, false) => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        (_, true) => BinaryPrimitives.ReadDoubleBigEndian(bytes),
        _ => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
    };

    private static long ToInteger(ReadOnlySpan<byte> bytes, NumberFormat format)
    {
        var bits = 0UL;
        for (var i = 0; i < bytes.Length; i++)
            bits = (bits << 8) | bytes[format.IsBigEndian ? i : bytes.Length - 1 - i];
        var unused = 64 - (8 * bytes.Length);
        return format.IsSigned ? (long)(bits << unused) >> unused : (long)bits;
    }

    private delegate void NumberAction(int index, ReadOnlySpan<byte> number);

    /// <summary>Where a number of a file whose first index runs fastest belongs when the last runs fastest.</summary>
    private sealed class FortranOrder(ImmutableArray<long> shape)
    {
        public int RowMajor(int index)
        {
            var rest = (long)index;
            var place = 0L;
            var stride = shape.Aggregate(1L, static (product, size) => product * size);
            foreach (var size in shape)
            {
                stride /= size;
                place += rest % size * stride;
                rest /= size;
            }

            return (int)place;
        }
    }
}
