using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Reports;

/// <summary>The cells of one picture, made smaller or larger than the matrix it shows.</summary>
internal static class PictureCells
{
    /// <summary>A matrix made smaller: each cell is the mean of <paramref name="step"/> rows and columns.</summary>
    /// <param name="tensor">Where the matrix lies.</param>
    /// <param name="first">The position of its first element, row by row.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="step">How many rows and columns become one; at the edge fewer.</param>
    public static double[,] Shrink(Tensor tensor, long first, int rows, int columns, int step)
    {
        var result = new double[Reduced(rows, step), Reduced(columns, step)];
        for (var y = 0; y < result.GetLength(0); y++)
        {
            for (var x = 0; x < result.GetLength(1); x++)
            {
                var (sum, count) = (0.0, 0L);
                for (long row = (long)y * step; row < Math.Min(((long)y + 1) * step, rows); row++)
                {
                    for (long column = (long)x * step; column < Math.Min(((long)x + 1) * step, columns); column++, count++)
                        sum += tensor.GetDouble(first + (row * columns) + column);
                }

                result[y, x] = sum / count;
            }
        }

        return result;
    }

    /// <summary>Each cell repeated in both directions.</summary>
    public static double[,] Enlarge(double[,] cells, int factor)
    {
        if (factor == 1)
            return cells;
        var result = new double[cells.GetLength(0) * factor, cells.GetLength(1) * factor];
        for (var y = 0; y < result.GetLength(0); y++)
        {
            for (var x = 0; x < result.GetLength(1); x++)
                result[y, x] = cells[y / factor, x / factor];
        }

        return result;
    }

    /// <summary>How many cells some rows or columns become.</summary>
    public static int Reduced(int size, int step) => (int)(((long)size + step - 1) / step);
}
