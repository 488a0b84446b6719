using System.Collections.Immutable;
using Dsl.Benchmarks.Measuring;

namespace Dsl.Benchmarks.Rows;

/// <summary>What a row came to.</summary>
/// <param name="Row">The row.</param>
/// <param name="Contestants">This project first, then the peers.</param>
/// <param name="CeilingRate">GFLOP/s of fused multiply-adds in the same minute on the row's threads; 0 for rows without.</param>
internal sealed record RowResult(BenchmarkRow Row, ImmutableArray<ContestantResult> Contestants, double CeilingRate)
{
    /// <summary>This project's times.</summary>
    public Distribution Ours => Contestants[0].Times!;

    /// <summary>The share of the ceiling that this project reached; 0 for rows without.</summary>
    public double CeilingShare => CeilingRate > 0 ? Row.Flops / Ours.Median * 1e-9 / CeilingRate : 0;
}

/// <summary>The times of one contestant.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Times">Null when it could not take part.</param>
/// <param name="Remark">Versions, or why it could not take part.</param>
internal sealed record ContestantResult(string Name, Distribution? Times, string Remark);
