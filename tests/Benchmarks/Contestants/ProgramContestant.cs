using System.Diagnostics;

namespace Dsl.Benchmarks.Contestants;

/// <summary>A whole program from its start to its end; files are in the machine's cache.</summary>
internal sealed class ProgramContestant : IContestant
{
    private readonly Func<ProcessStartInfo> start;

    public ProgramContestant(string name, Func<ProcessStartInfo> start)
    {
        Name = name;
        this.start = start;
        try
        {
            Repeat();
            Repeat();
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            Missing = exception.Message;
        }
    }

    public string Name { get; }

    public string? Missing { get; }

    public string Details => string.Empty;

    public int? ProcessId => null;

    public double Repeat()
    {
        var info = start();
        info.RedirectStandardOutput = true;
        info.RedirectStandardError = true;
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(info)!;
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return process.ExitCode == 0 ? seconds : throw new InvalidOperationException($"{info.FileName} ended with code {process.ExitCode}: {errors.Result.Trim().Split('\n')[^1]}");
    }

    public void Dispose()
    {
    }
}
