using System.Collections.Immutable;
using System.Diagnostics;
using Dsl.Benchmarks.Contestants;
using Dsl.Benchmarks.Measuring;
using Dsl.Runtime.Execution;

namespace Dsl.Benchmarks.Rows;

/// <summary>Measures a row: all contestants by turns, so that a change of the machine's mood meets all of them.</summary>
internal static class RowRunner
{
    private const int FewestRepetitions = 3;

    // Threads of some contestants keep a core busy for a while after their work is done.
    private const int RestMilliseconds = 300;

    /// <exception cref="InvalidOperationException">This project's own contestant cannot do the work.</exception>
    public static RowResult Run(BenchmarkRow row, BenchmarkSettings settings)
    {
        var contestants = new List<IContestant>();
        try
        {
            contestants.Add(row.Ours(settings));
            foreach (var peer in row.Peers)
                contestants.Add(peer.Make(settings));
            return Measure(row, settings, contestants);
        }
        finally
        {
            foreach (var contestant in contestants)
                contestant.Dispose();
        }
    }

    private static RowResult Measure(BenchmarkRow row, BenchmarkSettings settings, List<IContestant> contestants)
    {
        using var held = TimingLock.Take(settings.LockFile);
        var wanted = row.Repetitions is { } own ? Math.Min(own, settings.Repetitions) : settings.Repetitions;
        var present = contestants.Where(static c => c.Missing is null).ToList();
        int[] processes = [Environment.ProcessId, .. present.Select(static c => c.ProcessId).OfType<int>()];
        var times = present.ToDictionary(static c => c, static _ => new List<Repetition>());
        var ceiling = row.Flops > 0 ? MachineRate.Measure(row.Threads ?? settings.Threads) * 1e-9 : 0;
        var clock = Stopwatch.StartNew();
        while (true)
        {
            foreach (var contestant in present)
            {
                Thread.Sleep(RestMilliseconds);
                times[contestant].Add(MachineLoad.Watch(processes, contestant.Repeat));
            }

            var least = times.Values.Min(static t => t.Count(static r => r.Foreign <= MachineLoad.Tolerated));
            var fewest = times.Values.Min(static t => t.Count);
            if (least >= wanted || (fewest >= wanted && clock.Elapsed.TotalSeconds > settings.LongestRow)
                || (fewest >= FewestRepetitions && clock.Elapsed.TotalSeconds > 3 * settings.LongestRow))
            {
                break;
            }
        }

        if (row.Flops > 0)
            ceiling = Math.Max(ceiling, MachineRate.Measure(row.Threads ?? settings.Threads) * 1e-9);
        ImmutableArray<ContestantResult> results =
        [
            .. contestants.Select(c => new ContestantResult(
                c.Name, c.Missing is null ? Distribution.Of(times[c], wanted) : null, c.Missing is null ? c.Details : $"missing: {c.Missing}")),
        ];
        return new RowResult(row, results, ceiling);
    }
}
