using System.Collections.Immutable;

namespace Dsl.Runtime.Backends.Cpu.Contractions;

/// <summary>
/// Chooses how many rows and vectors a tile has. A tile is as fast as the slowest of its multiply-adds, its loads (one broadcast a row, one load a
/// vector) and the latency of the chain of one accumulator.
/// </summary>
internal static class ContractionTiling
{
    private const int MostVectors = 8;

    // A processor of the class this is tuned for starts two multiply-adds and two loads a cycle and has a result after four: all in half cycles.
    private const double LatencyCost = 8;
    private const double VectorLoadCost = 1.25;
    private const double TileCost = 24;
    private const double AccumulatorCost = 2;

    // Each vector of a strip that the first cache does not hold comes from the second one in every tile again: of tiles with as many sums, higher ones need fewer.
    private const double FarVectorCost = 0.1;
    private const long FirstCacheVectors = 512;

    /// <summary>The height and width of the fastest tile for so many rows and vectors, and what one step of the reduced loops costs.</summary>
    /// <param name="rows">The row loop.</param>
    /// <param name="columns">The column loop.</param>
    /// <param name="depth">Turns of the reduced loops during which a tile stays in registers.</param>
    /// <param name="registers">Of the machine.</param>
    public static (int Height, int Width, double Cost) Choose(TilingSpan rows, TilingSpan columns, long depth, int registers)
    {
        var best = (Height: 1, Width: 1, Cost: double.PositiveInfinity);
        for (var width = 1; width <= columns.Steps && (width == 1 || width * columns.PerStep <= MostVectors); width++)
        {
            for (var height = 1; height <= Math.Min(rows.Steps, rows.Most); height++)
            {
                if (!Fits(height * rows.PerStep, width * columns.PerStep, registers) && (height > 1 || width > 1))
                    break;
                var cost = Cost(rows, height, columns, width, depth);
                if (cost <= best.Cost * 1.0000001)
                    best = (height, width, cost);
            }
        }

        return best;
    }

    /// <summary>
    /// The steps of a loop in the fewest pieces of at most so many, as even as possible: how many steps a piece has, and how many such pieces there are. A rest that cannot be
    /// made of the same pieces has one of its own at the end.
    /// </summary>
    public static ImmutableArray<(int Steps, ContractionCount Count)> Pieces(ContractionCount extent, int most)
    {
        var (high, highCount, lowCount) = Balance(extent.Chunk, most);
        var rest = extent.Rest;
        var restPieces = (rest + high - 1) / high;
        var low = (restPieces * high) - rest;
        ReadOnlySpan<(int Steps, ContractionCount Count)> pieces = extent.IsLiteral ? [(high, highCount), (high - 1, lowCount)]
            : low <= restPieces ? [(high, new ContractionCount(highCount, restPieces - low)), (high - 1, new ContractionCount(lowCount, low))]
            : [(high, new ContractionCount(highCount, rest / high)), (high - 1, new ContractionCount(lowCount, 0)), (rest % high, new ContractionCount(0, 1))];
        var present = ImmutableArray.CreateBuilder<(int, ContractionCount)>(pieces.Length);
        foreach (var piece in pieces)
        {
            if (piece.Count.Maximum > 0 && piece.Steps > 0)
                present.Add(piece);
        }

        return present.ToImmutable();
    }

    /// <summary>The fewest pieces of at most so many steps, as even as possible: the steps of most, how many have so many, and how many have one less.</summary>
    private static (int High, int HighCount, int LowCount) Balance(int steps, int most)
    {
        var pieces = (steps + most - 1) / most;
        var high = (steps + pieces - 1) / pieces;
        var low = (pieces * high) - steps;
        return (high, pieces - low, low);
    }

    private static bool Fits(int height, int width, int registers) => (height * width) + width + 1 < registers && height * width <= registers - 4;

    private static double Cost(TilingSpan rows, int height, TilingSpan columns, int width, long depth)
    {
        var (high, highCount, lowCount) = Balance(rows.Steps, height);
        if (columns.IsEven)
        {
            var (wide, wideCount, narrowCount) = Balance(columns.Steps, width);
            return (wideCount * Panels(wide)) + (narrowCount == 0 ? 0 : narrowCount * Panels(wide - 1));
        }

        var (blocks, rest) = (columns.Steps / width, columns.Steps % width);
        return (blocks * Panels(width)) + (rest == 0 ? 0 : Panels(rest));

        double Panels(int steps) => (highCount * Tile(high * rows.PerStep, steps * columns.PerStep, depth)) + (lowCount * Tile((high - 1) * rows.PerStep, steps * columns.PerStep, depth));
    }

    private static double Tile(int height, int width, long depth) =>
        Math.Max(Math.Max(height * width, height + (VectorLoadCost * width)), LatencyCost)
        + (width * depth > FirstCacheVectors ? FarVectorCost * width : 0) + ((TileCost + (AccumulatorCost * height * width)) / depth);
}
