namespace Dsl.LanguageServer.Messages;

/// <summary>A request of the client that is not answered yet. Whoever finishes it first answers it, once.</summary>
internal sealed class PendingRequest(IncomingMessage message) : IDisposable
{
    private readonly CancellationTokenSource cancellation = new();
    private int finished;

    public IncomingMessage Message { get; } = message;

    /// <summary>Ends the work when the client wants no answer any more.</summary>
    public CancellationToken Cancel => cancellation.Token;

    /// <summary>Whether an answer was given.</summary>
    public bool IsFinished => Volatile.Read(ref finished) != 0;

    /// <summary>True for the first caller, who is to answer.</summary>
    public bool TryFinish() => Interlocked.Exchange(ref finished, 1) == 0;

    /// <summary>Tells the work to end.</summary>
    public void Abandon() => cancellation.Cancel();

    public void Dispose() => cancellation.Dispose();
}
