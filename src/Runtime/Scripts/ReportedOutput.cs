using System.Collections.Immutable;
using System.Text;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Reports;

namespace Dsl.Runtime.Scripts;

/// <summary>Hands everything on and tells a report of the lines among it.</summary>
internal sealed class ReportedOutput(IRunOutput inner, IRunRecorder recorder) : IRunOutput
{
    private readonly StringBuilder begun = new();

    public DisplayCapabilities Display => inner.Display;

    public bool IsLive => inner.IsLive;

    public bool WantsTrainingLines => inner.WantsTrainingLines;

    public void WriteLine(string text)
    {
        recorder.Print(begun.Append(text).ToString());
        begun.Clear();
        inner.WriteLine(text);
    }

    public void Write(string text)
    {
        begun.Append(text);
        inner.Write(text);
    }

    public void WriteNotice(string text)
    {
        recorder.Print($"note: {text}");
        inner.WriteNotice(text);
    }

    public void BeginTraining() => inner.BeginTraining();

    public void Record(long step, ImmutableArray<TrainingFigure> figures) => inner.Record(step, figures);

    public void Draw(RunDrawing drawing, ImmutableArray<string> lines) => inner.Draw(drawing, lines);

    public void ShowProgress(in TrainingProgress progress) => inner.ShowProgress(progress);

    public void EndProgress() => inner.EndProgress();
}
