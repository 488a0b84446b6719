using System.Runtime.ExceptionServices;
using Dsl.Benchmarks.Rows;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Scripts;

namespace Dsl.Benchmarks.Contestants;

/// <summary>
/// A script that trains for as long as one likes, stopped in mid-course between repetitions: after a number of training steps, or after each
/// line that it prints. Everything that happens between, batches and curves included, counts.
/// </summary>
internal sealed class ScriptContestant : IContestant
{
    private readonly SemaphoreSlim resume = new(0);
    private readonly SemaphoreSlim arrived = new(0);
    private readonly RunInterruption interruption = new();
    private readonly Thread thread;
    private readonly IBackend backend;
    private readonly BenchmarkClock clock;
    private readonly long stepsPerRepetition;
    private readonly double unitsPerRepetition;
    private ExceptionDispatchInfo? defect;
    private long steps;
    private double started;
    private double seconds;
    private bool isOver;

    /// <param name="name">By which reports name it.</param>
    /// <param name="script">What to run.</param>
    /// <param name="backend">Compiles; disposed with the contestant if it can be.</param>
    /// <param name="clock">What is read before and after a repetition.</param>
    /// <param name="stepsPerRepetition">Training steps of a repetition; 0 when a line that the script prints ends one.</param>
    /// <param name="unitsPerRepetition">Units of work in a repetition.</param>
    /// <param name="warmUp">Repetitions before the first that counts.</param>
    public ScriptContestant(string name, BenchmarkScript script, IBackend backend, BenchmarkClock clock, long stepsPerRepetition, double unitsPerRepetition, int warmUp)
    {
        Name = name;
        this.backend = backend;
        this.clock = clock;
        this.stepsPerRepetition = stepsPerRepetition;
        this.unitsPerRepetition = unitsPerRepetition;
        var output = new QuietOutput(stepsPerRepetition == 0 ? Pause : null, stepsPerRepetition == 0 ? null : CountStep);
        thread = new Thread(() => Run(script, new RunOptions(backend, output, script.Files, script.Path, Interruption: interruption))) { IsBackground = true };
        thread.Start();
        for (var i = 0; i < warmUp; i++)
            Repeat();
    }

    public string Name { get; }

    public string? Missing => null;

    public string Details => string.Empty;

    public int? ProcessId => null;

    public double Repeat()
    {
        resume.Release();
        arrived.Wait();
        defect?.Throw();
        return isOver ? throw new InvalidOperationException("the script ended before all repetitions were done") : seconds / unitsPerRepetition;
    }

    public void Dispose()
    {
        // The first request ends a training, the second the run.
        interruption.Request();
        interruption.Request();
        resume.Release(2);
        thread.Join();
        (backend as IDisposable)?.Dispose();
        resume.Dispose();
        arrived.Dispose();
        interruption.Dispose();
    }

    private void Run(BenchmarkScript script, RunOptions options)
    {
        resume.Wait();
        started = RepetitionSize.Now(clock);
        try
        {
            if (ScriptRunner.Run(script.Program, options).Fault is { } fault)
                throw new InvalidOperationException($"{fault.Location.LineNumber}: {fault.Message}");
        }
        catch (Exception exception)
        {
            // Thrown again where the repetition was asked for.
            defect = ExceptionDispatchInfo.Capture(exception);
        }

        isOver = true;
        arrived.Release();
    }

    private void CountStep()
    {
        if (++steps % stepsPerRepetition == 0)
            Pause();
    }

    private void Pause()
    {
        seconds = RepetitionSize.Now(clock) - started;
        arrived.Release();
        resume.Wait();
        started = RepetitionSize.Now(clock);
    }
}
