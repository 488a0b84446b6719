namespace Dsl.Benchmarks.Measuring;

/// <summary>The repetitions of one contestant that count.</summary>
/// <param name="Median">Seconds for a unit of work.</param>
/// <param name="Least">The shortest.</param>
/// <param name="Greatest">The longest.</param>
/// <param name="Count">How many count.</param>
/// <param name="Taken">How many were taken; those that other programs disturbed most were left out.</param>
/// <param name="Foreign">The share of a core that other programs used during the most disturbed one that counts.</param>
internal sealed record Distribution(double Median, double Least, double Greatest, int Count, int Taken, double Foreign)
{
    /// <summary>Of the repetitions with the least disturbance.</summary>
    /// <param name="repetitions">All that were taken.</param>
    /// <param name="wanted">How many are to count when so many are clean or not.</param>
    public static Distribution Of(IReadOnlyCollection<Repetition> repetitions, int wanted)
    {
        var counted = repetitions.Where(static r => r.Foreign <= MachineLoad.Tolerated).ToList();
        if (counted.Count < wanted)
            counted = [.. repetitions.OrderBy(static r => r.Foreign).Take(wanted)];
        var seconds = counted.Select(static r => r.Seconds).Order().ToArray();
        var middle = seconds.Length / 2;
        var median = seconds.Length % 2 == 1 ? seconds[middle] : (seconds[middle - 1] + seconds[middle]) / 2;
        return new Distribution(median, seconds[0], seconds[^1], seconds.Length, repetitions.Count, counted.Max(static r => r.Foreign));
    }
}
