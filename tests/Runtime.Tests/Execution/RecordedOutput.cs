using System.Text;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Tests.Execution;

/// <summary>Keeps what a run writes.</summary>
internal sealed class RecordedOutput : IRunOutput
{
    private readonly StringBuilder text = new();

    public DisplayCapabilities Display { get; } = DisplayCapabilities.Plain(60);

    public bool IsLive { get; init; }

    public bool WantsTrainingLines => !IsLive;

    public Action<TrainingProgress>? OnProgress { get; init; }

    /// <summary>Whether what is shown of a training is kept, which takes memory in each step.</summary>
    public bool KeepsProgress { get; init; } = true;

    public string Text => text.ToString();

    public List<string> Notices { get; } = [];

    public List<TrainingProgress> Progress { get; } = [];

    public void WriteLine(string text) => this.text.Append(text).Append('\n');

    public void Write(string text) => this.text.Append(text);

    public void WriteNotice(string text) => Notices.Add(text);

    public void ShowProgress(in TrainingProgress progress)
    {
        if (KeepsProgress)
            Progress.Add(progress);
        OnProgress?.Invoke(progress);
    }

    public void EndProgress()
    {
    }
}
