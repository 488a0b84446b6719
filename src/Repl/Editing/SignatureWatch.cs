using Dsl.Repl.Editing.Assistance;

namespace Dsl.Repl.Editing;

/// <summary>Looks for signatures on another thread while nothing is typed, one at a time.</summary>
/// <param name="assistance">Finds them.</param>
/// <param name="wake">Called when one was looked for.</param>
internal sealed class SignatureWatch(IEntryAssistance assistance, Action wake) : IDisposable
{
    private CancellationTokenSource cancellation = new();
    private Task<SignatureNote?>? task;

    /// <summary>Begins to look, unless it already does.</summary>
    /// <returns>Whether it has begun.</returns>
    public bool Begin(string text, int position)
    {
        if (task is not null)
            return false;
        var cancel = cancellation.Token;
        task = Task.Run(() => Look(text, position, cancel), CancellationToken.None);

        // Not before it is done: whoever is woken asks only once.
        _ = task.ContinueWith(_ => wake(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        return true;
    }

    /// <summary>What was found, once it has been looked for.</summary>
    /// <param name="note">The signature; null for none.</param>
    /// <returns>Whether it has been looked for since it was asked last.</returns>
    public bool TryTake(out SignatureNote? note)
    {
        note = null;
        if (task is not { IsCompleted: true })
            return false;
        note = task.GetAwaiter().GetResult();
        task = null;
        return true;
    }

    /// <summary>Ends the looking and waits until nothing is done any more.</summary>
    public void Stop()
    {
        if (task is null)
            return;
        cancellation.Cancel();
        task.GetAwaiter().GetResult();
        task = null;
        cancellation.Dispose();
        cancellation = new CancellationTokenSource();
    }

    public void Dispose()
    {
        Stop();
        cancellation.Dispose();
    }

    private SignatureNote? Look(string text, int position, CancellationToken cancel)
    {
        try
        {
            return assistance.SignatureAt(text, position, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return null;
        }
    }
}
