using System.Collections.Immutable;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Reports;

/// <summary>A picture as bytes, for a program that paints it.</summary>
/// <param name="Rows">Rows of cells.</param>
/// <param name="Columns">Cells of a row.</param>
/// <param name="Smallest">The value of level 0.</param>
/// <param name="Largest">The value of level 255.</param>
/// <param name="Levels">A byte for each cell, row by row. What is not finite has level 0.</param>
public sealed record PictureLevels(int Rows, int Columns, double Smallest, double Largest, ImmutableArray<byte> Levels)
{
    private const int LargestSide = 256;

    /// <summary>The pictures of a tensor, all with the same scale; those too large are made smaller by averaging.</summary>
    /// <param name="tensor">The matrices.</param>
    /// <param name="size">Rows and columns of each; else taken from the shape.</param>
    /// <param name="most">How many pictures at most.</param>
    public static ImmutableArray<PictureLevels> Of(Tensor tensor, (int Rows, int Columns)? size, int most)
    {
        if (tensor.ElementCount == 0)
            return [];
        var stack = size is { } given
            ? new PictureStack(tensor.ElementCount / ((long)given.Rows * given.Columns), given.Rows, given.Columns)
            : PictureStack.Of(tensor.Shape);
        var step = PictureCells.Reduced(Math.Max(stack.Rows, stack.Columns), LargestSide);
        var pictures = new double[Math.Min(stack.Count, most)][,];
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        for (var i = 0; i < pictures.Length; i++)
        {
            pictures[i] = PictureCells.Shrink(tensor, (long)i * stack.Rows * stack.Columns, stack.Rows, stack.Columns, step);
            foreach (var value in pictures[i])
            {
                if (double.IsFinite(value))
                    (low, high) = (Math.Min(low, value), Math.Max(high, value));
            }
        }

        if (low > high)
            (low, high) = (0, 0);
        return [.. pictures.Select(cells => new PictureLevels(cells.GetLength(0), cells.GetLength(1), low, high, Quantize(cells, low, high)))];
    }

    private static ImmutableArray<byte> Quantize(double[,] cells, double low, double high)
    {
        var levels = ImmutableArray.CreateBuilder<byte>(cells.Length);
        foreach (var value in cells)
        {
            // Halves keep the difference of two large numbers finite.
            var share = double.IsFinite(value) && high > low ? ((value / 2) - (low / 2)) / ((high / 2) - (low / 2)) : 0;
            levels.Add((byte)Math.Round(byte.MaxValue * share));
        }

        return levels.MoveToImmutable();
    }
}
