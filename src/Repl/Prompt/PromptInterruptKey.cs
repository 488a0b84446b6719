using System.Runtime.InteropServices;
using Dsl.Runtime.Execution;

namespace Dsl.Repl.Prompt;

/// <summary>Ctrl+C at the prompt: ends what runs, or drops the lines of an entry that is not complete; pressed again within two seconds, it leaves.</summary>
internal sealed class PromptInterruptKey : IDisposable
{
    private static readonly TimeSpan Twice = TimeSpan.FromSeconds(2);

    private readonly RunInterruption interruption;
    private readonly Action drop;
    private readonly Action leave;
    private readonly TimeProvider clock;
    private readonly PosixSignalRegistration registration;
    private long? pressed;

    /// <param name="interruption">What the run looks at.</param>
    /// <param name="drop">Forgets lines typed so far.</param>
    /// <param name="leave">Ends the program.</param>
    /// <param name="clock">Tells how long ago the key was pressed.</param>
    public PromptInterruptKey(RunInterruption interruption, Action drop, Action leave, TimeProvider clock)
    {
        this.interruption = interruption;
        this.drop = drop;
        this.leave = leave;
        this.clock = clock;
        registration = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            Press();
        });
    }

    /// <summary>What a press of the key does.</summary>
    internal void Press()
    {
        if (pressed is { } before && clock.GetElapsedTime(before) < Twice)
        {
            leave();
            return;
        }

        pressed = clock.GetTimestamp();
        drop();
        interruption.Request();
    }

    public void Dispose() => registration.Dispose();
}
