using System.Collections.Immutable;

namespace Dsl.Runtime.Execution;

/// <summary>Where a running script's lines go: the standard output, a prompt, a test.</summary>
public interface IRunOutput
{
    /// <summary>What pictures may use.</summary>
    DisplayCapabilities Display { get; }

    /// <summary>Whether <see cref="ShowProgress"/> is visible to a person now.</summary>
    bool IsLive { get; }

    /// <summary>Whether training writes a line now and then; else its last one only.</summary>
    bool WantsTrainingLines { get; }

    /// <summary>Writes text and a line break; the text may hold line breaks itself.</summary>
    void WriteLine(string text);

    /// <summary>Writes text that more will follow, and shows it at once.</summary>
    void Write(string text);

    /// <summary>Tells the person something that is not the script's output.</summary>
    void WriteNotice(string text);

    /// <summary>Shows how far a training is; called after every step, so it must be cheap.</summary>
    void ShowProgress(in TrainingProgress progress);

    /// <summary>Removes what <see cref="ShowProgress"/> shows.</summary>
    void EndProgress();

    /// <summary>Says that a training begins.</summary>
    void BeginTraining()
    {
    }

    /// <summary>Takes what a training has recorded after so many steps, also of one that is silent.</summary>
    void Record(long step, ImmutableArray<TrainingFigure> figures)
    {
    }

    /// <summary>Shows a drawing, which these lines are where only text is shown.</summary>
    void Draw(RunDrawing drawing, ImmutableArray<string> lines)
    {
        foreach (var line in lines)
            WriteLine(line);
    }
}
