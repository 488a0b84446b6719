using System.Collections.Immutable;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Devices;

namespace Dsl.Runtime.Backends.CStyle.Products;

/// <summary>Chooses tiles for tensor cores.</summary>
internal static class MatrixTiles
{
    // A product with fewer rows, columns or terms would leave most of each instruction unused.
    private const int LeastExtent = 16;
    private const int MostStages = 4;
    private const int LeastStages = 2;

    // So many groups of 256 items keep a large device busy.
    private const double ManyGroups = 132;
    private const double ManyItems = 256;

    // Bytes that a group fetches cost as much as this many products of one element.
    private const double FetchCost = 64;

    // Rows, columns, rows of a warp, columns of a warp; the first of equals is taken.
    private static readonly ImmutableArray<(int Rows, int Columns, int WarpRows, int WarpColumns)> Candidates =
    [
        (128, 256, 64, 64), (256, 128, 64, 64), (128, 128, 64, 64), (128, 64, 64, 32), (64, 128, 32, 64), (64, 64, 32, 32),
        (32, 128, 32, 32), (128, 32, 32, 32), (32, 64, 16, 32), (64, 32, 32, 16), (16, 128, 16, 32), (128, 16, 32, 16), (32, 32, 16, 16),
    ];

    /// <summary>The tiles that are considered, with so many stages, without regard to limits.</summary>
    public static ImmutableArray<MatrixTile> All(int stages) =>
        [.. Candidates.Select(candidate => new MatrixTile(candidate.Rows, candidate.Columns, candidate.WarpRows, candidate.WarpColumns, stages))];

    /// <summary>The best tile that keeps the limits; null where the product is not for tensor cores or the device has none.</summary>
    public static MatrixTile? Choose(ContractionShape shape, DeviceLimits limits)
    {
        if (!limits.HasTensorCores && !limits.EmulatesTensorCores)
            return null;
        var element = shape.Left.Element;
        if (element is not (ElementType.Float16 or ElementType.BFloat16) || shape.Right.Element != element || shape.Sum.Suffix != "f32"
            || Math.Min(Math.Min(shape.Rows.Extent, shape.Columns.Extent), shape.Depth.Extent) < LeastExtent)
        {
            return null;
        }

        MatrixTile? best = null;
        var least = double.PositiveInfinity;
        for (var stages = MostStages; stages >= LeastStages; stages--)
        {
            foreach (var tile in All(stages))
            {
                if (!Fits(tile, limits) || Cost(tile, shape) is var cost && cost >= least)
                    continue;
                (best, least) = (tile, Cost(tile, shape));
            }
        }

        return best;
    }

    /// <summary>Whether a tile keeps the limits.</summary>
    public static bool Fits(MatrixTile tile, DeviceLimits limits)
    {
        var bytes = limits.HasTensorCores ? tile.SharedBytes : tile.EmulatedSharedBytes;
        return tile.Items <= limits.MostItems && bytes <= Math.Max(limits.SharedBytes, limits.DynamicSharedBytes)
            && tile.Registers <= ProductTiles.MostItemRegisters && tile.Registers * tile.Items <= ProductTiles.MostGroupRegisters;
    }

    // Groups run in waves of as many as the device has room for; the last wave takes as long as the others. Two stages leave the fetching half hidden.
    private static double Cost(MatrixTile tile, ContractionShape shape)
    {
        var groups = (double)Ceiling(shape.Rows.Extent, tile.Rows) * Ceiling(shape.Columns.Extent, tile.Columns) * shape.Batches.Extent;
        var area = (double)tile.Rows * tile.Columns;
        var fetches = FetchCost * (tile.Rows + tile.Columns) / area * (tile.Stages == LeastStages ? 2 : 1);
        var together = ManyGroups * ManyItems / tile.Items;
        return Math.Ceiling(groups / together) * together * area * (1 + fetches);
    }

    private static long Ceiling(long value, long divisor) => (value + divisor - 1) / divisor;
}
