namespace Dsl.Runtime.Backends.CStyle.Products;

/// <summary>How a group computes a piece of a product: each of its items some rows by some columns, with pieces of both operands in the group's memory.</summary>
/// <param name="Rows">Rows of the piece.</param>
/// <param name="Columns">Columns of the piece.</param>
/// <param name="Depth">How much of the depth is in the group's memory at a time.</param>
/// <param name="ItemRows">Rows of an item.</param>
/// <param name="ItemColumns">Columns of an item.</param>
internal sealed record ProductTile(int Rows, int Columns, int Depth, int ItemRows, int ItemColumns)
{
    // Keeps rows of four elements at multiples of 16 bytes, and neighbouring depths in different banks of the memory.
    private const int Padding = 4;

    // Positions, counters and what a compiler needs besides.
    private const int OtherRegisters = 40;

    private const int LargeItem = 64;
    private const int MostTogether = 2;

    /// <summary>Items that share the rows.</summary>
    public int Across => Columns / ItemColumns;

    public int Items => Rows / ItemRows * Across;

    /// <summary>Elements from one depth to the next in the group's memory.</summary>
    public static int Pitch(int lines) => lines + Padding;

    /// <summary>Bytes of the group's memory: two pieces of each operand, one in use and one on its way.</summary>
    public int SharedBytes(ProductSizes sizes) => Whole(2 * Depth * Pitch(Rows) * sizes.Left) + Whole(2 * Depth * Pitch(Columns) * sizes.Right);

    /// <summary>About how many registers of 32 bits an item takes.</summary>
    public int Registers(ProductSizes sizes)
    {
        var values = ((ItemRows * ItemColumns) + ItemRows + ItemColumns) * sizes.Computed;
        return ((values + (Depth * ((Rows * sizes.Left) + (Columns * sizes.Right)) / Items)) / sizeof(float)) + OtherRegisters;
    }

    /// <summary>How many groups of large tiles have registers at the same time. Compilers take more for those if nothing is said, to read far ahead, and then there is one; small tiles have many in any case.</summary>
    public int Together(ProductSizes sizes) => ItemRows * ItemColumns < LargeItem ? 1 : Math.Min(ProductTiles.MostGroupRegisters / (Registers(sizes) * Items), MostTogether);

    // Pieces begin at multiples of 16 bytes.
    private static int Whole(int bytes) => (bytes + 15) / 16 * 16;
}
