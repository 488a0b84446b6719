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

    // Multiprocessors of a large device.
    private const double Processors = 132;

    // What a multiprocessor takes for an instruction of 16 by 8 by 16, in cycles: for its products, and for the operands that it gets of the cache that all share, at 32 bytes a cycle.
    private const double MultiplyCycles = 1.6;
    private const double FetchCycles = 128;

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

    // Four warps keep the tensor cores of a multiprocessor busy, and groups side by side share them: what counts is how many groups the busiest has. Two stages leave fetching half hidden.
    private static double Cost(MatrixTile tile, ContractionShape shape)
    {
        var groups = (double)Ceiling(shape.Rows.Extent, tile.Rows) * Ceiling(shape.Columns.Extent, tile.Columns) * shape.Batches.Extent;
        var area = (double)tile.Rows * tile.Columns;
        var fetch = FetchCycles * (tile.Rows + tile.Columns) / area;
        return Math.Ceiling(groups / Processors) * area * (Math.Max(MultiplyCycles, fetch) + (tile.Stages == LeastStages ? fetch / 2 : 0));
    }

    private static long Ceiling(long value, long divisor) => (value + divisor - 1) / divisor;
}
