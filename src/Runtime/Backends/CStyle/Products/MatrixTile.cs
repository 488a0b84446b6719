namespace Dsl.Runtime.Backends.CStyle.Products;

/// <summary>How a group computes a piece of a product with tensor cores: each of its warps some rows by some columns, several pieces of both operands on their way.</summary>
/// <param name="Rows">Rows of the piece.</param>
/// <param name="Columns">Columns of the piece.</param>
/// <param name="WarpRows">Rows of a warp, a multiple of 16.</param>
/// <param name="WarpColumns">Columns of a warp, a multiple of 16.</param>
/// <param name="Stages">Pieces of the operands in the group's memory, one of them in use.</param>
internal sealed record MatrixTile(int Rows, int Columns, int WarpRows, int WarpColumns, int Stages)
{
    /// <summary>How much of the depth one piece holds.</summary>
    public const int Depth = 32;

    /// <summary>Items of a warp.</summary>
    public const int WarpItems = 32;

    /// <summary>Elements that are brought at once: 16 bytes.</summary>
    public const int Chunk = 8;

    // Positions, addresses, counters and what a compiler needs besides.
    private const int OtherRegisters = 56;

    // Six registers of each item pass through the group's memory.
    private const int EmulationBytes = 24;

    /// <summary>Warps that share the rows.</summary>
    public int Across => Columns / WarpColumns;

    public int Items => Rows / WarpRows * Across * WarpItems;

    /// <summary>Elements of one piece of both operands.</summary>
    public int StageElements => (Rows + Columns) * Depth;

    /// <summary>Bytes of the group's memory.</summary>
    public int SharedBytes => Stages * StageElements * sizeof(ushort);

    /// <summary>Elements from one row to the next where sums pass through the group's memory: four rows side by side lie in different banks.</summary>
    public int StoredPitch => WarpColumns + 8;

    /// <summary>Elements of the group's memory through which the sums of a warp pass, sixteen rows at a time.</summary>
    public int StoredElements => 16 * StoredPitch;

    /// <summary>Bytes of that for the whole group, which are no more than the pieces of the operands took.</summary>
    public int StoredBytes => Items / WarpItems * StoredElements * sizeof(float);

    /// <summary>Bytes of the group's memory where the instructions are emulated.</summary>
    public int EmulatedSharedBytes => SharedBytes + (Items * EmulationBytes);

    /// <summary>About how many registers of 32 bits an item takes: sums, a fragment column and row in use and one on their way, places of chunks.</summary>
    public int Registers => (WarpRows * WarpColumns / WarpItems) + (WarpRows / 2) + (WarpColumns / 2) + (StageElements / Chunk / Items) + OtherRegisters;
}
