using System.Diagnostics;
using Dsl.DeviceChecks.Measuring;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Tests.Measuring;

/// <summary>Rates of trainings whose steps are told one by one, and of those that are told many at a time.</summary>
public sealed class ProgressClockTests
{
    private const double StepSeconds = 0.02;

    [Fact]
    public void Steps_that_are_told_one_by_one_give_their_rate() => Assert.Equal(1 / StepSeconds, Rate([.. Enumerable.Repeat(1, 40)])!.Value, 6);

    // A device is asked for the figures of one step, then of two, four and so on: the first of them was done long before it is told.
    [Theory]
    [InlineData(1, 2, 4, 8, 5)]
    [InlineData(1, 2, 4, 8, 16, 29)]
    [InlineData(1, 2, 4, 8, 16, 32, 64, 73)]
    public void Steps_that_are_told_together_do_too(params int[] windows) => Assert.Equal(1 / StepSeconds, Rate(windows)!.Value, 1e-3 / StepSeconds);

    [Fact]
    public void One_window_after_the_first_steps_tells_nothing() => Assert.Null(Rate([1, 7]));

    private static double? Rate(int[] windows)
    {
        var (now, step) = (0.0, 0L);
        var clock = new ProgressClock(() => (long)(now * Stopwatch.Frequency));
        foreach (var window in windows)
        {
            now += window * StepSeconds;
            for (var i = 0; i < window; i++)
            {
                clock.ShowProgress(new TrainingProgress(++step, windows.Sum(), 1, 1, step, 0, null, TimeSpan.Zero));
                now += windows.Length == windows.Sum() ? 0 : 1e-7;
            }
        }

        return clock.StepsPerSecond;
    }
}
