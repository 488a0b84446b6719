namespace Dsl.Benchmarks.Rows;

/// <summary>Every row of the table, in its order.</summary>
internal static class RowCatalog
{
    public static IReadOnlyList<BenchmarkRow> All(int threads) => [.. MatrixRows.All(threads), .. TrainingRows.All, .. GenerationRows.All, .. ElementRows.All, .. ProgramRows.All];

    /// <summary>The rows whose names begin with one of these; all without any.</summary>
    public static IEnumerable<BenchmarkRow> Choose(IReadOnlyCollection<string> names, int threads) =>
        names.Count == 0 ? All(threads) : All(threads).Where(row => names.Any(name => row.Name.StartsWith(name, StringComparison.Ordinal)));
}
