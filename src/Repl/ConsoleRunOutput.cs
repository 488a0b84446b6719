using System.Diagnostics;
using System.Globalization;
using System.Text;
using Dsl.Repl.Editing.Devices;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Reports;

namespace Dsl.Repl;

/// <summary>
/// Shows a run to whoever started the program: the script's lines on standard output, and on a terminal the progress of training as one line that is
/// drawn anew on standard error. Times and rates appear only there, so that the output of two runs is the same.
/// </summary>
public sealed class ConsoleRunOutput(Terminal terminal) : IRunOutput
{
    private const int SmallestWidth = 20;
    private const int LargestWidth = 200;
    private const int SmallestHeight = 30;
    private const int RedirectedWidth = 80;
    private const int BarLength = 20;
    private const string EraseLine = "\r\u001b[K";

    private static readonly TimeSpan RedrawAfter = TimeSpan.FromMilliseconds(100);

    private readonly Stopwatch sinceDrawn = new();
    private bool isProgressShown;
    private bool isLineOpen;

    /// <summary>What the window can show at the moment.</summary>
    public DisplayCapabilities Display => new(
        terminal.OutputIsTerminal ? Math.Clamp(TerminalDevices.WindowSize().Columns, SmallestWidth, LargestWidth) : RedirectedWidth,
        terminal.OutputIsTerminal ? Math.Clamp(TerminalDevices.WindowSize().Rows - 1, SmallestHeight, DisplayCapabilities.UsualHeight) : DisplayCapabilities.UsualHeight,
        terminal.OutputHasUnicode,
        terminal.OutputColors);

    public bool IsLive => terminal.ErrorIsTerminal;

    public bool WantsTrainingLines => !terminal.OutputIsTerminal || !terminal.ErrorIsTerminal;

    public void WriteLine(string text)
    {
        EndProgress();
        terminal.Output.WriteLine(text);
        terminal.Output.Flush();
        isLineOpen = false;
    }

    /// <summary>Writes lines that are broken between words where they are wider than the window; in a pipe nothing is broken.</summary>
    /// <param name="text">The lines.</param>
    /// <param name="hanging">The blanks before what was broken off, beside those that the line itself begins with.</param>
    public void WriteWrapped(string text, int hanging = 0) =>
        WriteLine(terminal.OutputIsTerminal ? WrappedText.Of(text, Display.Width - 1, hanging) : text);

    public void Write(string text)
    {
        EndProgress();
        terminal.Output.Write(text);
        terminal.Output.Flush();
        if (text.Length > 0)
            isLineOpen = text[^1] != '\n';
    }

    /// <summary>Ends a line that was begun and not ended.</summary>
    public void EndLine()
    {
        if (isLineOpen)
            WriteLine(string.Empty);
    }

    public void WriteNotice(string text)
    {
        EndProgress();
        terminal.Error.WriteLine(terminal.ErrorIsTerminal ? WrappedText.Of($"note: {text}", Display.Width - 1, 2) : $"note: {text}");
    }

    public void ShowProgress(in TrainingProgress progress)
    {
        if (!IsLive || (sinceDrawn.IsRunning && sinceDrawn.Elapsed < RedrawAfter))
            return;
        sinceDrawn.Restart();
        isProgressShown = true;
        var line = Describe(progress);
        terminal.Error.Write(EraseLine + (line.Length < Display.Width ? line : line[..(Display.Width - 1)]));
    }

    public void EndProgress()
    {
        if (!isProgressShown)
            return;
        isProgressShown = false;
        terminal.Error.Write(EraseLine);
    }

    /// <summary><c>epoch 3/10 [######..............] loss 0.3412, 12,340 examples/s, 0:12 left</c>.</summary>
    internal static string Describe(in TrainingProgress progress)
    {
        var line = new StringBuilder();
        if (progress.TotalEpochs is { } epochs)
            line.Append(CultureInfo.InvariantCulture, $"epoch {progress.Epoch}/{epochs} ");
        else
            line.Append(CultureInfo.InvariantCulture, $"step {progress.Step}/{progress.TotalSteps} ");
        var done = (int)(BarLength * (double)progress.Step / Math.Max(progress.TotalSteps, 1));
        line.Append('[').Append('#', done).Append('.', BarLength - done).Append("] loss ").Append(NumberFormatter.Format(progress.Loss, 4));
        if (progress.LearningRateFactor is { } factor)
            line.Append(", rate x ").Append(NumberFormatter.Format(factor, 3));
        line.Append(CultureInfo.InvariantCulture, $", {progress.ExamplesPerSecond:N0} examples/s, ");
        var left = progress.Left;
        line.Append(left.TotalHours >= 1 ? $"{(long)left.TotalHours}:{left.Minutes:00}:{left.Seconds:00}" : $"{left.Minutes}:{left.Seconds:00}").Append(" left");
        return line.ToString();
    }
}
