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

    /// <summary>The height and width of the fastest tile for so many rows and vectors, and what one step of the reduced loops costs.</summary>
    /// <param name="rows">Steps of the row loop.</param>
    /// <param name="rowsPerStep">Rows that each of them gives.</param>
    /// <param name="columns">Steps of the column loop.</param>
    /// <param name="vectorsPerStep">Vectors that each of them gives.</param>
    /// <param name="depth">Turns of the reduced loops during which a tile stays in registers.</param>
    /// <param name="registers">Of the machine.</param>
    public static (int Height, int Width, double Cost) Choose(int rows, int rowsPerStep, int columns, int vectorsPerStep, long depth, int registers)
    {
        var best = (Height: 1, Width: 1, Cost: double.PositiveInfinity);
        for (var width = 1; width <= columns && (width == 1 || width * vectorsPerStep <= MostVectors); width++)
        {
            for (var height = 1; height <= rows; height++)
            {
                if (!Fits(height * rowsPerStep, width * vectorsPerStep, registers) && (height > 1 || width > 1))
                    break;
                var cost = Cost(rows, rowsPerStep, height, columns, vectorsPerStep, width, depth);
                if (cost <= best.Cost * 1.0000001)
                    best = (height, width, cost);
            }
        }

        return best;
    }

    /// <summary>The fewest panels of at most so many steps, as even as possible: the height, how many have it, and how many are one lower.</summary>
    public static (int Height, int HighCount, int LowCount) Balance(int steps, int height)
    {
        var panels = (steps + height - 1) / height;
        var high = (steps + panels - 1) / panels;
        var low = (panels * high) - steps;
        return (high, panels - low, low);
    }

    private static bool Fits(int height, int width, int registers) => (height * width) + width + 1 < registers && height * width <= registers - 4;

    private static double Cost(int rows, int rowsPerStep, int height, int columns, int vectorsPerStep, int width, long depth)
    {
        var (high, highCount, lowCount) = Balance(rows, height);
        var (blocks, rest) = (columns / width, columns % width);
        return (blocks * Panels(width)) + (rest == 0 ? 0 : Panels(rest));

        double Panels(int vectors) =>
            (highCount * Tile(high * rowsPerStep, vectors * vectorsPerStep, depth)) + (lowCount * Tile((high - 1) * rowsPerStep, vectors * vectorsPerStep, depth));
    }

    private static double Tile(int height, int width, long depth) =>
        Math.Max(Math.Max(height * width, height + (VectorLoadCost * width)), LatencyCost) + ((TileCost + (AccumulatorCost * height * width)) / depth);
}
