using System.Collections.Immutable;
using System.Diagnostics;
using Dsl.Language.Diagnostics;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Reports;
using Dsl.Runtime.Scripts;

namespace Dsl.Repl;

/// <summary>Tells of a run twice: to a person by another output, and to a program by events.</summary>
internal sealed class EventRunOutput(IRunOutput shown, RunEventWriter events) : IRunOutput
{
    private const int MostPictures = 16;

    private static readonly TimeSpan ProgressAfter = TimeSpan.FromMilliseconds(100);

    private readonly Stopwatch sinceProgress = new();
    private int training;

    public DisplayCapabilities Display => shown.Display;

    public bool IsLive => true;

    public bool WantsTrainingLines => shown.WantsTrainingLines;

    public void WriteLine(string text)
    {
        shown.WriteLine(text);
        events.Printed(text + "\n");
    }

    public void Write(string text)
    {
        shown.Write(text);
        events.Printed(text);
    }

    public void WriteNotice(string text)
    {
        shown.WriteNotice(text);
        events.Notice(text);
    }

    public void ShowProgress(in TrainingProgress progress)
    {
        if (shown.IsLive)
            shown.ShowProgress(progress);
        if (sinceProgress.IsRunning && sinceProgress.Elapsed < ProgressAfter && progress.Step < progress.TotalSteps)
            return;
        sinceProgress.Restart();
        events.Progress(training, progress);
    }

    public void EndProgress() => shown.EndProgress();

    public void BeginTraining()
    {
        training++;
        sinceProgress.Reset();
        shown.BeginTraining();
    }

    public void Record(long step, ImmutableArray<TrainingFigure> figures)
    {
        shown.Record(step, figures);
        events.Recorded(training, step, figures);
    }

    public void Draw(RunDrawing drawing, ImmutableArray<string> lines)
    {
        shown.Draw(drawing, lines);
        if (drawing is ChartDrawing chart)
            events.Curve(chart);
        else if (drawing is PictureDrawing picture)
        {
            foreach (var levels in PictureLevels.Of(picture.Values, picture.Size, MostPictures))
                events.Picture(picture.Title, levels);
        }
    }

    /// <summary>Tells what stopped the run, and that it has ended.</summary>
    public void End(RunEnd reason, Diagnostic? fault)
    {
        if (fault is not null)
            events.Fault(fault);
        events.Ended(reason);
    }
}
