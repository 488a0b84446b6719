using System.Diagnostics;

namespace Dsl.Runtime.Training;

/// <summary>
/// How many steps are begun before their figures are asked for: twice as many as before while that takes no time that a person notices, half as many where it does. What is
/// computed does not depend on it.
/// </summary>
internal sealed class StepWindow
{
    private const int MostSteps = 256;
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(400);
    private long begun;

    /// <summary>Steps of the next window.</summary>
    public int Steps { get; private set; } = 1;

    /// <summary>Notes that a window begins.</summary>
    public void Begin() => begun = Stopwatch.GetTimestamp();

    /// <summary>Notes that the figures are there.</summary>
    /// <param name="steps">How many steps there were.</param>
    public void End(int steps)
    {
        var time = Stopwatch.GetElapsedTime(begun);
        if (time < Short && steps == Steps)
            Steps = Math.Min(2 * Steps, MostSteps);
        else if (time > Long)
            Steps = Math.Max(1, Steps / 2);
    }
}
