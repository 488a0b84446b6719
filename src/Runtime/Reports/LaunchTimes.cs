using System.Diagnostics;

namespace Dsl.Runtime.Reports;

/// <summary>How often and how long a launch ran.</summary>
/// <param name="Count">How often.</param>
/// <param name="FirstTicks">How long the first took, in ticks of the stopwatch.</param>
/// <param name="LaterTicks">How long all others took together.</param>
public readonly record struct LaunchTimes(long Count, long FirstTicks, long LaterTicks)
{
    /// <summary>Seconds of one launch: the mean of all but the first; of the first where there is no other.</summary>
    public double Mean => Count switch
    {
        0 => 0,
        1 => FirstTicks / (double)Stopwatch.Frequency,
        _ => LaterTicks / (double)Stopwatch.Frequency / (Count - 1),
    };

    /// <summary>The same with one launch more.</summary>
    public LaunchTimes With(long ticks) => Count == 0 ? new LaunchTimes(1, ticks, 0) : new LaunchTimes(Count + 1, FirstTicks, LaterTicks + ticks);
}
