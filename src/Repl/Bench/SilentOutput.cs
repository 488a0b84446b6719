using Dsl.Runtime.Execution;

namespace Dsl.Repl.Bench;

/// <summary>Shows nothing of a run that is only measured.</summary>
internal sealed class SilentOutput : IRunOutput
{
    private const int Width = 80;

    public DisplayCapabilities Display { get; } = DisplayCapabilities.Plain(Width);

    public bool IsLive => false;

    public bool WantsTrainingLines => false;

    public void WriteLine(string text)
    {
    }

    public void Write(string text)
    {
    }

    public void WriteNotice(string text)
    {
    }

    public void ShowProgress(in TrainingProgress progress)
    {
    }

    public void EndProgress()
    {
    }
}
