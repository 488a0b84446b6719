using System.Collections.Immutable;
using Dsl.Language.Types;

namespace Dsl.Language.Data;

/// <summary>What the beginning of a file of numbers says about the rest.</summary>
/// <param name="Shape">The sizes, outermost first; empty for a scalar.</param>
/// <param name="Format">How one number is stored.</param>
/// <param name="IsFortranOrder">Whether the first index runs fastest.</param>
/// <param name="DataOffset">Where the numbers begin, in bytes.</param>
public sealed record TensorFileHeader(ImmutableArray<long> Shape, NumberFormat Format, bool IsFortranOrder, int DataOffset)
{
    /// <summary>The most axes of a tensor in a file.</summary>
    public const int MostAxes = 8;

    /// <summary>The number of numbers; known to be at most <see cref="DataLimits.Elements"/> once <see cref="Check"/> found nothing.</summary>
    public long ElementCount => Shape.Aggregate(1L, static (product, size) => product * size);

    public ElementType Element => Format.IsFloat ? ElementType.Float32 : ElementType.Int;

    /// <summary>What is wrong with the sizes, or null: a size of 0, or more numbers than fit.</summary>
    /// <param name="mostBytes">How many bytes of numbers the file can hold at most.</param>
    public DataFailure? Check(string file, long mostBytes)
    {
        var product = 1L;
        foreach (var size in Shape)
        {
            if (size < 0)
                return Wrong(file, $"the header claims a size of {size}; expected sizes from 1 up");
            if (size == 0)
                return new DataFailure(DataErrors.NoRows, $"{file} holds a tensor of sizes [{string.Join(", ", Shape)}], which has no element", "path");
            if (size > DataLimits.Elements / product)
                return new DataFailure(DataErrors.TooLarge, $"{file} claims the sizes [{string.Join(", ", Shape)}]; expected at most {DataLimits.Elements} numbers", "path");
            product *= size;
        }

        return product * Format.ByteSize > mostBytes
            ? Wrong(file, $"the header claims the sizes [{string.Join(", ", Shape)}] of {Format.ByteSize}-byte numbers, more than the file holds; it may be cut off")
            : null;
    }

    /// <summary>A file that is not what its reader expects.</summary>
    public static DataFailure Wrong(string file, string what) => new(DataErrors.WrongFormat, $"{file}: {what}", "path") { Place = new DataPlace(file) };
}
