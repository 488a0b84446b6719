using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Tests.Suite;

/// <summary>Keeps the lines that a script prints.</summary>
internal sealed class RecordedOutput : IRunOutput
{
    private readonly List<string> lines = [];

    public DisplayCapabilities Display { get; } = DisplayCapabilities.Plain(80);

    public bool IsLive => false;

    public bool WantsTrainingLines => false;

    /// <summary>What was printed, line by line.</summary>
    public IReadOnlyList<string> Lines => lines;

    public void WriteLine(string text) => lines.AddRange(text.Split('\n'));

    public void Write(string text) => WriteLine(text);

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
