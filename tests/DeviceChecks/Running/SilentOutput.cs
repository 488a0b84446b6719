using Dsl.Runtime.Execution;

namespace Dsl.DeviceChecks.Running;

/// <summary>Shows nothing.</summary>
internal sealed class SilentOutput : IRunOutput
{
    public DisplayCapabilities Display => DisplayCapabilities.Plain(80);

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
