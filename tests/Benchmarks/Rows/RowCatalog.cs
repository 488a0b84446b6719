namespace Dsl.Benchmarks.Rows;

/// <summary>Every row of the table, in its order.</summary>
internal static class RowCatalog
{
    public static IReadOnlyList<BenchmarkRow> All { get; } = [.. MatrixRows.All, .. TrainingRows.All, .. ElementRows.All, .. ProgramRows.All];

    /// <summary>The rows whose names begin with one of these; all without any.</summary>
    public static IEnumerable<BenchmarkRow> Choose(IReadOnlyCollection<string> names) =>
        names.Count == 0 ? All : All.Where(row => names.Any(name => row.Name.StartsWith(name, StringComparison.Ordinal)));
}
