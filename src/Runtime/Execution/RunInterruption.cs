namespace Dsl.Runtime.Execution;

/// <summary>
/// What Ctrl+C does: during a training the first one ends the training, which keeps its result, and the script goes on; otherwise, and
/// at the second one, the run ends.
/// </summary>
public sealed class RunInterruption : IDisposable
{
    private readonly Lock gate = new();
    private CancellationTokenSource run = new();
    private CancellationTokenSource? training;

    /// <summary>Cancelled when the run is to end.</summary>
    public CancellationToken Run => run.Token;

    /// <summary>Asks to stop; may be called from any thread.</summary>
    public void Request()
    {
        lock (gate)
        {
            if (training is { IsCancellationRequested: false })
                training.Cancel();
            else
                run.Cancel();
        }
    }

    /// <summary>Asks a training in progress to end, which keeps its result; does nothing where there is none, or where it was asked already.</summary>
    public void RequestEndOfTraining()
    {
        lock (gate)
        {
            training?.Cancel();
        }
    }

    /// <summary>From here on the first request ends only the training.</summary>
    /// <returns>A token cancelled by either request.</returns>
    public CancellationToken BeginTraining()
    {
        lock (gate)
        {
            training?.Dispose();
            training = CancellationTokenSource.CreateLinkedTokenSource(run.Token);
            return training.Token;
        }
    }

    /// <summary>The training has ended; a further request ends the run.</summary>
    public void EndTraining()
    {
        lock (gate)
        {
            training?.Dispose();
            training = null;
        }
    }

    /// <summary>Forgets a request that has ended a run, so that the next one can begin.</summary>
    public void Renew()
    {
        lock (gate)
        {
            if (!run.IsCancellationRequested)
                return;
            run.Dispose();
            run = new CancellationTokenSource();
        }
    }

    public void Dispose()
    {
        EndTraining();
        run.Dispose();
    }
}
