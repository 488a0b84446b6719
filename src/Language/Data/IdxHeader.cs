using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Dsl.Language.Data;

/// <summary>Reads the header of an IDX file: two zero bytes, the kind of number, the number of axes, and each size in four bytes.</summary>
/// <remarks>Source: Y. LeCun, C. Cortes, C. Burges, The MNIST database of handwritten digits, file formats.</remarks>
public static class IdxHeader
{
    /// <summary>How much of a file is enough for every header.</summary>
    public const int MostBytes = 4 + (4 * TensorFileHeader.MostAxes);

    /// <summary>Reads the header, or says what is wrong.</summary>
    /// <param name="start">The beginning of the file, unpacked.</param>
    public static TensorFileHeaderResult Read(ReadOnlySpan<byte> start, string file)
    {
        if (start.Length < 4 || start[0] != 0 || start[1] != 0)
            return TensorFileHeader.Wrong(file, "this is no IDX file; expected two zero bytes, the kind of number, and the number of axes");
        NumberFormat? format = start[2] switch
        {
            0x08 => new NumberFormat(false, false, 1, true),
            0x09 => new NumberFormat(false, true, 1, true),
            0x0B => new NumberFormat(false, true, 2, true),
            0x0C => new NumberFormat(false, true, 4, true),
            0x0D => new NumberFormat(true, true, 4, true),
            0x0E => new NumberFormat(true, true, 8, true),
            _ => null,
        };
        if (format is null)
            return TensorFileHeader.Wrong(file, $"the kind of number 0x{start[2]:X2} is not one of IDX; expected 0x08, 0x09, 0x0B, 0x0C, 0x0D or 0x0E");
        var axes = start[3];
        if (axes is 0 or > TensorFileHeader.MostAxes)
            return TensorFileHeader.Wrong(file, $"the header claims {axes} axes; expected 1 to {TensorFileHeader.MostAxes}");
        var offset = 4 + (4 * axes);
        if (start.Length < offset)
            return TensorFileHeader.Wrong(file, "the file ends within its header");
        var shape = ImmutableArray.CreateBuilder<long>(axes);
        for (var i = 0; i < axes; i++)
            shape.Add(BinaryPrimitives.ReadUInt32BigEndian(start[(4 + (4 * i))..]));
        return new TensorFileHeader(shape.MoveToImmutable(), format, false, offset);
    }
}
