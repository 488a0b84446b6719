using System.Runtime.InteropServices;
using Dsl.Runtime.Execution;

namespace Dsl.Repl;

/// <summary>
/// Ctrl+C while a script runs: asks the run to stop, and ends the program when that takes long, as in the middle of one large computation, or
/// when the key is pressed again. Nothing is lost by that: files are written beside and renamed.
/// </summary>
internal sealed class InterruptKey : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly RunInterruption interruption;
    private readonly Action end;
    private readonly PosixSignalRegistration registration;
    private Timer? impatience;

    /// <param name="interruption">What the run looks at.</param>
    /// <param name="end">Ends the program.</param>
    public InterruptKey(RunInterruption interruption, Action end)
    {
        this.interruption = interruption;
        this.end = end;
        registration = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            Press();
        });
    }

    /// <summary>What a press of the key does.</summary>
    internal void Press()
    {
        if (interruption.Run.IsCancellationRequested)
        {
            end();
            return;
        }

        interruption.Request();
        if (interruption.Run.IsCancellationRequested)
            impatience = new Timer(_ => end(), null, Patience, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        registration.Dispose();
        impatience?.Dispose();
    }
}
