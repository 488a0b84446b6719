using System.Collections.Immutable;

namespace Dsl.Runtime.Reports;

/// <summary>How the elements of a tensor are pictures, which follow each other.</summary>
/// <param name="Count">How many pictures.</param>
/// <param name="Rows">Rows of each.</param>
/// <param name="Columns">Columns of each.</param>
internal readonly record struct PictureStack(long Count, int Rows, int Columns)
{
    private const int SmallestSide = 4;
    private const int SmallestSideInRow = 16;
    private const int FlatterThan = 8;

    /// <summary>
    /// Axes of size 1 are left out. A matrix is one picture, more axes are several. A vector whose length is a square, such as 784, is an image
    /// without its shape; so are the rows of a matrix that is much wider than tall.
    /// </summary>
    public static PictureStack Of(ImmutableArray<int> shape)
    {
        var sizes = shape.Where(static s => s != 1).ToImmutableArray();
        switch (sizes.Length)
        {
            case 0:
                return new PictureStack(1, 1, 1);
            case 1:
                var side = Side(sizes[0]);
                return side >= SmallestSide ? new PictureStack(1, side, side) : new PictureStack(1, 1, sizes[0]);
            case 2 when Side(sizes[1]) is >= SmallestSideInRow and var length && (long)sizes[0] * FlatterThan <= sizes[1]:
                return new PictureStack(sizes[0], length, length);
            default:
                return new PictureStack(sizes[..^2].Aggregate(1L, static (product, size) => product * size), sizes[^2], sizes[^1]);
        }
    }

    private static int Side(int length)
    {
        var side = (int)Math.Sqrt(length);
        return side * side == length ? side : 0;
    }
}
