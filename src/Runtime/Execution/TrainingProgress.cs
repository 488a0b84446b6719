namespace Dsl.Runtime.Execution;

/// <summary>How far a training is.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="TotalSteps">Steps planned.</param>
/// <param name="Epoch">The pass in progress, from 1.</param>
/// <param name="TotalEpochs">Passes planned; null when steps were asked for.</param>
/// <param name="Examples">Rows seen since the start.</param>
/// <param name="Loss">The mean loss since the last record.</param>
/// <param name="LearningRateFactor">The schedule's factor; null without one.</param>
/// <param name="Elapsed">Time since the start.</param>
public readonly record struct TrainingProgress(
    long Step, long TotalSteps, long Epoch, long? TotalEpochs, long Examples, double Loss, double? LearningRateFactor, TimeSpan Elapsed)
{
    public double ExamplesPerSecond => Elapsed > TimeSpan.Zero ? Examples / Elapsed.TotalSeconds : 0;

    /// <summary>The time left if it goes on at this rate.</summary>
    public TimeSpan Left => Step == 0 ? TimeSpan.Zero : Elapsed * ((double)(TotalSteps - Step) / Step);
}
