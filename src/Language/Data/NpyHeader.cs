using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Dsl.Language.Data;

/// <summary>
/// Reads the header of a NumPy file: magic bytes, version, length, and a dictionary with the keys descr, fortran_order and shape.
/// </summary>
/// <remarks>Source: NumPy enhancement proposal 1, "A simple file format for NumPy arrays", versions 1.0, 2.0 and 3.0.</remarks>
public static class NpyHeader
{
    /// <summary>The longest header that is read, in bytes.</summary>
    public const int MostBytes = 64 * 1024;

    private const int MagicLength = 6;

    /// <summary>Reads the header, or says what is wrong.</summary>
    /// <param name="start">The beginning of the file, up to <see cref="MostBytes"/>.</param>
    public static TensorFileHeaderResult Read(ReadOnlySpan<byte> start, string file)
    {
        if (start.Length < MagicLength + 4 || !HasMagic(start))
            return TensorFileHeader.Wrong(file, "this is no npy file; expected the bytes 93 4E 55 4D 50 59 at the start");
        var version = start[MagicLength];
        if (version is < 1 or > 3)
            return TensorFileHeader.Wrong(file, $"the file has version {version} of the npy format; expected 1, 2 or 3");
        var lengthBytes = version == 1 ? 2 : 4;
        var textStart = MagicLength + 2 + lengthBytes;
        if (start.Length < textStart)
            return TensorFileHeader.Wrong(file, "the file ends within its header");
        var length = lengthBytes == 2
            ? BinaryPrimitives.ReadUInt16LittleEndian(start[(MagicLength + 2)..])
            : BinaryPrimitives.ReadUInt32LittleEndian(start[(MagicLength + 2)..]);
        if (length > MostBytes - textStart)
            return TensorFileHeader.Wrong(file, $"the header claims a length of {length} bytes; expected at most {MostBytes - textStart}");
        if (start.Length < textStart + length)
            return TensorFileHeader.Wrong(file, "the file ends within its header");
        var text = Encoding.UTF8.GetString(start.Slice(textStart, (int)length));
        return ReadDictionary(text, textStart + (int)length, file);
    }

    private static bool HasMagic(ReadOnlySpan<byte> start) => start[0] == 0x93 && start[1..MagicLength].SequenceEqual("NUMPY"u8);

    private static TensorFileHeaderResult ReadDictionary(string text, int dataOffset, string file)
    {
        if (Value(text, "descr") is ['[', ..])
            return TensorFileHeader.Wrong(file, "the file holds records of several fields, and a tensor has numbers of one kind; save each field to a file of its own, as in numpy.save(\"x.npy\", table[\"x\"])");
        if (Value(text, "descr") is not { } descr || FormatOf(descr) is not { } format)
            return TensorFileHeader.Wrong(file, $"the kind of number {Shown(text, "descr")} is not supported; expected f2, f4, f8, i1 to i8, u1 to u8 or b1");
        var order = Value(text, "fortran_order");
        if (order is null || (!order.StartsWith("True", StringComparison.Ordinal) && !order.StartsWith("False", StringComparison.Ordinal)))
            return TensorFileHeader.Wrong(file, "the header does not say fortran_order: True or False");
        if (Value(text, "shape") is not { } shapeText || ShapeOf(shapeText) is not { IsDefault: false } shape)
            return TensorFileHeader.Wrong(file, $"the header does not give a shape of at most {TensorFileHeader.MostAxes} sizes");
        return new TensorFileHeader(shape, format, order.StartsWith("True", StringComparison.Ordinal), dataOffset);
    }

    // The text behind 'key': in the dictionary, or null.
    private static string? Value(string text, string key)
    {
        foreach (var quote in "'\"")
        {
            var place = text.IndexOf($"{quote}{key}{quote}", StringComparison.Ordinal);
            if (place < 0)
                continue;
            var rest = text[(place + key.Length + 2)..].TrimStart();
            return rest.StartsWith(':') ? rest[1..].TrimStart() : null;
        }

        return null;
    }

    private static string Shown(string text, string key)
    {
        var value = Value(text, key) ?? string.Empty;
        var end = value.Length > 1 ? value.IndexOf(value[0], 1) + 1 : 0;
        return CsvValues.Quote(value.AsSpan(0, Math.Min(end > 0 ? end : value.Length, 12)).Trim("'\""));
    }

    private static NumberFormat? FormatOf(string value)
    {
        if (value.Length < 5 || value[0] is not ('\'' or '"') || value[4] != value[0])
            return null;
        var isBigEndian = value[1] == '>';
        if (value[1] is not ('<' or '>' or '|' or '='))
            return null;
        return (value[2], value[3]) switch
        {
            ('f', '2' or '4' or '8') => new NumberFormat(true, true, value[3] - '0', isBigEndian),
            ('i', '1' or '2' or '4' or '8') => new NumberFormat(false, true, value[3] - '0', isBigEndian),
            ('u', '1' or '2' or '4' or '8') => new NumberFormat(false, false, value[3] - '0', isBigEndian),
            ('b', '1') => new NumberFormat(false, false, 1, isBigEndian),
            _ => null,
        };
    }

    private static ImmutableArray<long> ShapeOf(string value)
    {
        var end = value.IndexOf(')', StringComparison.Ordinal);
        if (!value.StartsWith('(') || end < 0)
            return default;
        var sizes = value[1..end].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (sizes.Length > TensorFileHeader.MostAxes)
            return default;
        var shape = ImmutableArray.CreateBuilder<long>(sizes.Length);
        foreach (var size in sizes)
        {
            if (!long.TryParse(size.TrimEnd('L'), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return default;
            shape.Add(number);
        }

        return shape.MoveToImmutable();
    }
}
