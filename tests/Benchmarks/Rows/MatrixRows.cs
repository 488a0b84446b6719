using System.Collections.Immutable;

namespace Dsl.Benchmarks.Rows;

/// <summary>Matrix products: large squares, and the small and slender ones of networks.</summary>
internal static class MatrixRows
{
    private const double SingleThreadShare = 0.90;
    private const double AllThreadsShare = 0.88;

    public static IEnumerable<BenchmarkRow> All(int threads)
    {
        foreach (var (rows, inner, columns) in new[] { (256, 256, 256), (512, 512, 512), (1024, 1024, 1024), (2048, 2048, 2048), (8192, 512, 2048) })
        {
            yield return Large(rows, inner, columns, 1);
            if (threads > 1)
                yield return Large(rows, inner, columns, threads);
        }

        yield return Product(16, 4, 16, 1, [new Aim.Faster(2)]);
        yield return Product(10, 784, 16, 1, [new Aim.Faster(2)]);
        yield return Product(32, 256, 1024, threads, [new Aim.Faster(1.1)]);
        yield return Product(768, 128, 512, threads, [new Aim.Faster(1.1)]);
    }

    private static BenchmarkRow Large(int rows, int inner, int columns, int threads) =>
        Product(rows, inner, columns, threads, [new Aim.Faster(1), new Aim.Ceiling(threads == 1 ? SingleThreadShare : AllThreadsShare)]);

    private static BenchmarkRow Product(int rows, int inner, int columns, int threads, ImmutableArray<Aim> aims)
    {
        var sizes = new Dictionary<string, long> { ["rows"] = rows, ["inner"] = inner, ["columns"] = columns };
        return new BenchmarkRow(
            $"matrix_{rows}x{inner}x{columns}_{threads}t",
            $"[{rows}, {inner}] @ [{inner}, {columns}], {threads} thread{(threads == 1 ? "" : "s")}",
            "product",
            settings => ContestantFactory.Expression(settings, "matrix_product.nn", threads, sizes),
            [ContestantFactory.MatrixLibrary("openblas", rows, inner, columns, threads), ContestantFactory.MatrixLibrary("onednn", rows, inner, columns, threads)],
            aims)
        {
            Flops = 2.0 * rows * inner * columns,
            Amount = 2e-9 * rows * inner * columns,
            AmountUnit = "GFLOP",
            Threads = threads,
        };
    }
}
