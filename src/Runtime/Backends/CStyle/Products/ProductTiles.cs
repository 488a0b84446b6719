using System.Collections.Immutable;
using Dsl.Runtime.Backends.Devices;

namespace Dsl.Runtime.Backends.CStyle.Products;

/// <summary>Chooses tiles from shapes: large ones read each element of the operands seldom, small ones leave enough groups for the whole device.</summary>
internal static class ProductTiles
{
    /// <summary>The most registers of an item, and of a group, on the devices that limit them (CUDA's).</summary>
    public const int MostItemRegisters = 255;

    /// <summary>See <see cref="MostItemRegisters"/>.</summary>
    public const int MostGroupRegisters = 65536;

    // So many groups of 256 items keep a large device busy.
    private const double ManyGroups = 256;
    private const double ManyItems = 256;
    private const int LongDepth = 16;
    private const int LargeArea = 8192;

    // Rows, columns, rows of an item, columns of an item; the first of equals is taken.
    private static readonly ImmutableArray<(int Rows, int Columns, int ItemRows, int ItemColumns)> Candidates =
    [
        (128, 128, 8, 8), (128, 64, 8, 4), (64, 128, 4, 8), (64, 64, 4, 4), (64, 32, 4, 4), (32, 64, 4, 4), (32, 32, 4, 4), (32, 32, 2, 2),
        (16, 64, 4, 4), (64, 16, 4, 4), (16, 128, 4, 8), (128, 16, 8, 4), (16, 16, 2, 2),
        (8, 128, 4, 4), (128, 8, 4, 4), (8, 32, 2, 2), (32, 8, 2, 2), (4, 128, 2, 4), (128, 4, 4, 2), (1, 128, 1, 2), (128, 1, 2, 1),
    ];

    /// <summary>The best tile that keeps the limits; null where not even the smallest does.</summary>
    /// <param name="rows">Rows of the product.</param>
    /// <param name="columns">Columns of the product.</param>
    /// <param name="batches">How many products.</param>
    /// <param name="depth">The number of terms of each sum.</param>
    /// <param name="sizes">Bytes of its elements.</param>
    /// <param name="limits">What a kernel may take.</param>
    public static ProductTile? Choose(long rows, long columns, long batches, long depth, ProductSizes sizes, DeviceLimits limits)
    {
        ProductTile? best = null;
        var least = double.PositiveInfinity;
        foreach (var tile in All(depth))
        {
            if (!Fits(tile, sizes, limits))
                continue;
            var cost = Cost(tile, rows, columns, batches);
            if (cost >= least)
                continue;
            (best, least) = (tile, cost);
        }

        return best;
    }

    /// <summary>The tiles that are considered for sums of so many terms, without regard to limits.</summary>
    public static ImmutableArray<ProductTile> All(long depth) => [.. Candidates.Select(candidate =>
    {
        var (rows, columns, itemRows, itemColumns) = candidate;
        var deepest = rows * columns > LargeArea || rows == 1 || columns == 1 ? LongDepth / 2 : LongDepth;
        return new ProductTile(rows, columns, depth <= LongDepth / 4 ? LongDepth / 4 : depth <= LongDepth / 2 ? LongDepth / 2 : deepest, itemRows, itemColumns);
    })];

    /// <summary>Whether a tile keeps the limits.</summary>
    public static bool Fits(ProductTile tile, ProductSizes sizes, DeviceLimits limits) =>
        tile.Items <= limits.MostItems && tile.SharedBytes(sizes) <= limits.SharedBytes
        && tile.Registers(sizes) <= MostItemRegisters && tile.Registers(sizes) * tile.Items <= MostGroupRegisters;

    // Time is work by time a multiply-add, which has its own cost and its share of what an item reads from the group's memory and the group from the device's. While
    // not all of the device has work, time is that of one group, and items of one group hide each other's waiting.
    private static double Cost(ProductTile tile, long rows, long columns, long batches)
    {
        var groups = (double)Ceiling(rows, tile.Rows) * Ceiling(columns, tile.Columns) * batches;
        var reads = (double)(tile.ItemRows + tile.ItemColumns) / (tile.ItemRows * tile.ItemColumns);
        var fetches = 4.0 * (tile.Rows + tile.Columns) / (tile.Rows * tile.Columns);
        var share = tile.Items / ManyItems;
        return Math.Max(groups, ManyGroups / share) * tile.Rows * tile.Columns * (0.5 + reads + fetches);
    }

    private static long Ceiling(long value, long divisor) => (value + divisor - 1) / divisor;
}
