using Dsl.Runtime.Execution;

namespace Dsl.Benchmarks.Contestants;

/// <summary>Takes what a script writes and shows none of it; whoever measures is told of lines and of training steps.</summary>
/// <param name="onLine">Told of each line; null when lines do not matter.</param>
/// <param name="onStep">Told of each training step; null when steps do not matter.</param>
internal sealed class QuietOutput(Action? onLine, Action? onStep) : IRunOutput
{
    public DisplayCapabilities Display { get; } = DisplayCapabilities.Plain(80);

    public bool IsLive => onStep is not null;

    public bool WantsTrainingLines => false;

    public void WriteLine(string text) => onLine?.Invoke();

    public void Write(string text)
    {
    }

    public void WriteNotice(string text)
    {
    }

    public void ShowProgress(in TrainingProgress progress) => onStep?.Invoke();

    public void EndProgress()
    {
    }
}
