using System.Numerics;

namespace Dsl.Runtime.Kernels;

/// <summary>Dense linear systems.</summary>
public static class LinearSolver
{
    /// <summary>
    /// Replaces b by the solution of A x = b, by LU decomposition with partial pivoting (Golub and Van Loan, Matrix Computations, 3.4);
    /// A is destroyed. False when a pivot is exactly zero.
    /// </summary>
    /// <param name="matrix">A, row-major, n by n.</param>
    /// <param name="values">b, row-major, n by <paramref name="columns"/>.</param>
    public static bool Solve(Span<double> matrix, Span<double> values, int n, int columns)
    {
        for (var k = 0; k < n; k++)
        {
            var pivot = PivotRow(matrix, n, k);
            if (matrix[(pivot * n) + k] == 0)
                return false;
            SwapRows(matrix, n, k, pivot);
            SwapRows(values, columns, k, pivot);
            for (var i = k + 1; i < n; i++)
            {
                var factor = matrix[(i * n) + k] / matrix[(k * n) + k];
                SubtractScaled(matrix.Slice((i * n) + k + 1, n - k - 1), matrix.Slice((k * n) + k + 1, n - k - 1), factor);
                SubtractScaled(values.Slice(i * columns, columns), values.Slice(k * columns, columns), factor);
            }
        }

        for (var i = n - 1; i >= 0; i--)
        {
            var row = values.Slice(i * columns, columns);
            for (var j = i + 1; j < n; j++)
                SubtractScaled(row, values.Slice(j * columns, columns), matrix[(i * n) + j]);
            var divisor = matrix[(i * n) + i];
            foreach (ref var value in row)
                value /= divisor;
        }

        return true;
    }

    // target -= factor * source, rounded after the product and after the difference on every machine.
    private static void SubtractScaled(Span<double> target, ReadOnlySpan<double> source, double factor)
    {
        var width = Vector<double>.Count;
        var factors = new Vector<double>(factor);
        var i = 0;
        for (; i <= target.Length - width; i += width)
            (new Vector<double>(target[i..]) - (factors * new Vector<double>(source[i..]))).CopyTo(target[i..]);
        for (; i < target.Length; i++)
            target[i] -= factor * source[i];
    }

    private static int PivotRow(ReadOnlySpan<double> matrix, int n, int column)
    {
        var best = column;
        for (var i = column + 1; i < n; i++)
        {
            if (Math.Abs(matrix[(i * n) + column]) > Math.Abs(matrix[(best * n) + column]))
                best = i;
        }

        return best;
    }

    private static void SwapRows(Span<double> matrix, int width, int a, int b)
    {
        if (a == b)
            return;
        for (var j = 0; j < width; j++)
            (matrix[(a * width) + j], matrix[(b * width) + j]) = (matrix[(b * width) + j], matrix[(a * width) + j]);
    }
}
