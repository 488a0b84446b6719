using System.Numerics;
using Dsl.Runtime.Scheduling;

namespace Dsl.Runtime.Backends.CStyle.Products;

/// <summary>How the items of a launch's group share a product of a chunk of rows: each computes some rows by some columns, again and again until all are done.</summary>
/// <param name="ItemRows">Rows of an item.</param>
/// <param name="ItemColumns">Columns of an item.</param>
/// <param name="Down">Items that share the columns.</param>
/// <param name="Depth">How much of the right operand's depth is in the group's memory at a time.</param>
internal sealed record PhaseTile(int ItemRows, int ItemColumns, int Down, int Depth)
{
    // Neighbouring depths lie in different banks of the memory.
    private const int Padding = 4;
    private const int MostOfItem = 4;
    private const int MostDepth = 32;
    private const int PieceBytes = 8192;

    // Positions, counters, the phases around it and what a compiler needs besides.
    private const int OtherRegisters = 64;

    /// <summary>Items that share the rows.</summary>
    public int Across => DeviceTarget.Items / Down;

    /// <summary>Rows that all items compute at once.</summary>
    public int Rows => ItemRows * Down;

    /// <summary>Columns that all items compute at once.</summary>
    public int Columns => ItemColumns * Across;

    /// <summary>Elements from one depth to the next in the group's memory.</summary>
    public int Pitch => Columns + Padding;

    /// <summary>About how many registers of 32 bits an item takes.</summary>
    public int Registers(int elementBytes) => (((ItemRows * ItemColumns) + ItemRows + ItemColumns) * elementBytes / sizeof(float)) + ItemRows + ItemColumns + OtherRegisters;

    /// <summary>Elements of the group's memory.</summary>
    public int Elements => Depth * Pitch;

    /// <summary>The tile that takes the least time: multiply-adds and reads of an item, as often as they come.</summary>
    /// <param name="rows">Rows of a chunk.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="depth">Terms of a sum.</param>
    /// <param name="elementBytes">Bytes of an element as one computes with it.</param>
    public static PhaseTile Choose(long rows, long columns, long depth, int elementBytes)
    {
        PhaseTile? best = null;
        var least = long.MaxValue;
        for (var itemRows = 1; itemRows <= MostOfItem; itemRows *= 2)
        {
            for (var itemColumns = 1; itemColumns <= MostOfItem; itemColumns *= 2)
            {
                for (var down = 1; down <= DeviceTarget.Items; down *= 2)
                {
                    var tile = new PhaseTile(itemRows, itemColumns, down, 1);
                    var turns = ((rows + tile.Rows - 1) / tile.Rows) * ((columns + tile.Columns - 1) / tile.Columns);
                    var cost = turns * ((itemRows * itemColumns) + itemRows + itemColumns);
                    if (cost < least && tile.Pitch * elementBytes <= DeviceTarget.ProductBytes)
                        (best, least) = (tile, cost);
                }
            }
        }

        var deepest = Math.Min((int)BitOperations.RoundUpToPowerOf2((uint)Math.Min(depth, MostDepth)), MostDepth);
        while (deepest > 1 && deepest * best!.Columns * elementBytes > PieceBytes)
            deepest /= 2;
        while (deepest > 1 && deepest * best!.Pitch * elementBytes > DeviceTarget.ProductBytes)
            deepest /= 2;
        return best! with { Depth = deepest };
    }
}
