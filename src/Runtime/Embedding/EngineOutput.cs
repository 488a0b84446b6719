using System.Collections.Immutable;
using System.Text;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Embedding;

/// <summary>Gathers what an engine's scripts print.</summary>
internal sealed class EngineOutput(ScriptEngineOptions options) : IRunOutput
{
    private const int Width = 100;

    private readonly StringBuilder begun = new();
    private readonly List<string> lines = [];

    public DisplayCapabilities Display { get; } = DisplayCapabilities.Plain(Width);

    public bool IsLive => options.Progress is not null;

    public bool WantsTrainingLines => true;

    public void WriteLine(string text)
    {
        // Whoever is told may throw, which must not bring the line back in the next run.
        var written = begun.Append(text).ToString();
        begun.Clear();
        foreach (var line in written.Split('\n'))
        {
            lines.Add(line);
            options.Line?.Invoke(line);
        }
    }

    public void Write(string text) => begun.Append(text);

    public void WriteNotice(string text) => WriteLine($"note: {text}");

    public void ShowProgress(in TrainingProgress progress) => options.Progress?.Invoke(progress);

    public void EndProgress()
    {
    }

    /// <summary>Forgets what a run left that was ended by an exception of whoever was told.</summary>
    public void Begin()
    {
        begun.Clear();
        lines.Clear();
    }

    /// <summary>The lines since the last time.</summary>
    public ImmutableArray<string> Take()
    {
        if (begun.Length > 0)
            WriteLine(string.Empty);
        ImmutableArray<string> taken = [.. lines];
        lines.Clear();
        return taken;
    }
}
