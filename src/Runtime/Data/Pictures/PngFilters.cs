namespace Dsl.Runtime.Data.Pictures;

/// <summary>The five ways in which a PNG stores a row as differences from its neighbours.</summary>
internal static class PngFilters
{
    /// <summary>Turns differences into values.</summary>
    /// <param name="filter">Which way.</param>
    /// <param name="row">The row.</param>
    /// <param name="above">The row above it; zeros above the first.</param>
    /// <param name="distance">Bytes from a pixel to the next one, at least 1.</param>
    public static void Undo(byte filter, Span<byte> row, ReadOnlySpan<byte> above, int distance)
    {
        switch (filter)
        {
            case 0:
                break;
            case 1:
                for (var i = distance; i < row.Length; i++)
                    row[i] += row[i - distance];
                break;
            case 2:
                for (var i = 0; i < row.Length; i++)
                    row[i] += above[i];
                break;
            case 3:
                for (var i = 0; i < row.Length; i++)
                    row[i] += (byte)(((i < distance ? 0 : row[i - distance]) + above[i]) / 2);
                break;
            case 4:
                for (var i = 0; i < row.Length; i++)
                    row[i] += i < distance ? above[i] : Nearest(row[i - distance], above[i], above[i - distance]);
                break;
            default:
                throw new InvalidDataException($"a row is stored in the way {filter}; expected 0 to 4, so it is damaged");
        }
    }

    // Paeth's predictor: whichever neighbour is nearest to left + above - corner, in this order where two are.
    private static byte Nearest(int left, int above, int corner)
    {
        var (byLeft, byAbove, byCorner) = (Math.Abs(above - corner), Math.Abs(left - corner), Math.Abs(left + above - (2 * corner)));
        return (byte)(byLeft <= byAbove && byLeft <= byCorner ? left : byAbove <= byCorner ? above : corner);
    }
}
