using System.Diagnostics;
using Dsl.Runtime.Execution;

namespace Dsl.DeviceChecks.Measuring;

/// <summary>Shows nothing, and notes when the steps of a training were done.</summary>
/// <param name="now">The time, in ticks of <see cref="Stopwatch"/>.</param>
internal sealed class ProgressClock(Func<long> now) : IRunOutput
{
    private const double WarmUpShare = 0.3;

    // Steps that are told so much sooner after one another than they take on average were read together.
    private const double TogetherShare = 0.1;

    private readonly List<(long Step, long Time)> steps = [];

    public ProgressClock()
        : this(Stopwatch.GetTimestamp)
    {
    }

    public DisplayCapabilities Display => DisplayCapabilities.Plain(80);

    public bool IsLive => true;

    public bool WantsTrainingLines => false;

    /// <summary>
    /// Steps a second after the first third; null when there were too few. On a device the figures of many steps are read together: only the last of those was done about when
    /// it was told.
    /// </summary>
    public double? StepsPerSecond
    {
        get
        {
            if (steps.Count < 2)
                return null;
            var (first, last) = (-1, steps.Count - 1);
            var together = TogetherShare * (steps[last].Time - steps[0].Time) / last;
            for (var i = (int)(steps.Count * WarmUpShare); i < last && first < 0; i++)
            {
                if (steps[i + 1].Time - steps[i].Time > together)
                    first = i;
            }

            return first < 0 ? null : (steps[last].Step - steps[first].Step) * (double)Stopwatch.Frequency / (steps[last].Time - steps[first].Time);
        }
    }

    public void ShowProgress(in TrainingProgress progress) => steps.Add((progress.Step, now()));

    public void WriteLine(string text)
    {
    }

    public void Write(string text)
    {
    }

    public void WriteNotice(string text)
    {
    }

    public void EndProgress()
    {
    }
}
