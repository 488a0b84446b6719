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
                for (var j = k + 1; j < n; j++)
                    matrix[(i * n) + j] -= factor * matrix[(k * n) + j];
                for (var j = 0; j < columns; j++)
                    values[(i * columns) + j] -= factor * values[(k * columns) + j];
            }
        }

        for (var i = n - 1; i >= 0; i--)
        {
            for (var c = 0; c < columns; c++)
            {
                var sum = values[(i * columns) + c];
                for (var j = i + 1; j < n; j++)
                    sum -= matrix[(i * n) + j] * values[(j * columns) + c];
                values[(i * columns) + c] = sum / matrix[(i * n) + i];
            }
        }

        return true;
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
