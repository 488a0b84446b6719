using System.Collections.Immutable;

namespace Dsl.Repl.Bench;

/// <summary>The figures of one computation.</summary>
/// <param name="Line">The line of the script; 0 for none.</param>
/// <param name="Statement">The statement there.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Runs">How often the script ran it.</param>
/// <param name="TotalSeconds">How long those took together.</param>
/// <param name="Median">The median of the times of a run, in seconds.</param>
/// <param name="Low">The time that a tenth of the runs undercut.</param>
/// <param name="High">The time that a tenth of the runs exceeded.</param>
/// <param name="RowsPerSecond">Rows of a batch by the median; null where there is no batch.</param>
/// <param name="TokensPerSecond">Tokens of a batch by the median; null where there are none.</param>
/// <param name="Operations">Floating-point operations of a run.</param>
/// <param name="Share">The part of what the machine could do at most in the median time; null where that is not known.</param>
/// <param name="CompileSeconds">How long compiling took.</param>
/// <param name="Kernels">Kernels of a run.</param>
/// <param name="Launches">Calls of a run.</param>
internal sealed record BenchFigures(
    int Line, string Statement, string Kind, long Runs, double TotalSeconds, double Median, double Low, double High, double? RowsPerSecond, double? TokensPerSecond,
    double Operations, double? Share, double CompileSeconds, int Kernels, int Launches)
{
    /// <summary>The figures, those that take most of the run first.</summary>
    /// <param name="computations">What was measured; what never ran is left out.</param>
    /// <param name="ceiling">The floating-point operations that the machine does in a second at most; null where that is not known.</param>
    public static ImmutableArray<BenchFigures> Of(IEnumerable<MeasuredComputation> computations, double? ceiling) =>
        [.. computations.Where(static computation => computation.Runs > 0).Select(computation => Of(computation, ceiling)).OrderByDescending(static figures => figures.TotalSeconds)];

    private static BenchFigures Of(MeasuredComputation computation, double? ceiling)
    {
        var times = computation.Times();
        var median = Math.Max(At(times, 0.5), 1e-9);
        var hasBatch = computation.Kind is not ("value" or "update") && computation.Rows > 0;
        return new BenchFigures(
            computation.Line, computation.Statement, computation.Kind, computation.Runs, computation.TotalSeconds, median, At(times, 0.1), At(times, 0.9),
            hasBatch ? computation.Rows / median : null, hasBatch && computation.Tokens > 0 ? computation.Tokens / median : null,
            computation.Operations, computation.Operations / median / ceiling, computation.Figures.CompileTime.TotalSeconds, computation.Figures.Kernels, computation.Figures.Launches);
    }

    private static double At(ImmutableArray<double> sorted, double share) => sorted[(int)Math.Round(share * (sorted.Length - 1))];
}
