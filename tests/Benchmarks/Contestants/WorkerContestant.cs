using System.Diagnostics;
using System.Globalization;

namespace Dsl.Benchmarks.Contestants;

/// <summary>
/// A peer in a process of its own that is kept alive: it writes <c>ready DETAILS</c> or <c>missing REASON</c>, then for every line
/// that it is sent does one repetition and writes the seconds for a unit of work.
/// </summary>
internal sealed class WorkerContestant : IContestant
{
    private readonly Process? process;

    public WorkerContestant(string name, ProcessStartInfo start)
    {
        Name = name;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        try
        {
            process = Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            Missing = exception.Message;
            return;
        }

        var errors = new List<string>();
        process!.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { Length: > 0 } text)
                errors.Add(text);
        };
        process.BeginErrorReadLine();
        var answer = process.StandardOutput.ReadLine();
        if (answer?.StartsWith("ready", StringComparison.Ordinal) == true)
        {
            Details = answer[5..].Trim();
            return;
        }

        process.WaitForExit();
        Missing = answer?.StartsWith("missing", StringComparison.Ordinal) == true ? answer[7..].Trim() : errors.LastOrDefault() ?? "it ended without a word";
    }

    public string Name { get; }

    public string? Missing { get; }

    public string Details { get; } = string.Empty;

    public int? ProcessId => process?.Id;

    public double Repeat()
    {
        process!.StandardInput.WriteLine("go");
        process.StandardInput.Flush();
        var answer = process.StandardOutput.ReadLine();
        return double.TryParse(answer, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            ? seconds
            : throw new InvalidOperationException($"{Name} answered '{answer}' instead of a number of seconds");
    }

    public void Dispose()
    {
        if (process is null)
            return;
        if (!process.HasExited)
        {
            // The end of its input tells it to leave.
            process.StandardInput.Close();
            if (!process.WaitForExit(TimeSpan.FromSeconds(5)))
                process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }
}
