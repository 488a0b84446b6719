using System.Diagnostics;
using Dsl.Runtime.Execution;

namespace Dsl.DeviceChecks.Measuring;

/// <summary>Shows nothing, and notes when the steps of a training were done.</summary>
internal sealed class ProgressClock : IRunOutput
{
    private const double WarmUpShare = 0.3;

    private readonly List<(long Step, long Time)> steps = [];

    public DisplayCapabilities Display => DisplayCapabilities.Plain(80);

    public bool IsLive => true;

    public bool WantsTrainingLines => false;

    /// <summary>Steps a second after the first third; null when there were too few.</summary>
    public double? StepsPerSecond
    {
        get
        {
            var first = (int)(steps.Count * WarmUpShare);
            return steps.Count - first < 2 ? null : (steps[^1].Step - steps[first].Step) / Stopwatch.GetElapsedTime(steps[first].Time, steps[^1].Time).TotalSeconds;
        }
    }

    public void ShowProgress(in TrainingProgress progress) => steps.Add((progress.Step, Stopwatch.GetTimestamp()));

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
