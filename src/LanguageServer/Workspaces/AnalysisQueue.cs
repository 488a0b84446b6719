using System.Collections.Concurrent;

namespace Dsl.LanguageServer.Workspaces;

/// <summary>A few threads of their own for analyses, so that those never keep requests from being answered.</summary>
internal sealed class AnalysisQueue : IDisposable
{
    private readonly BlockingCollection<Action> work = [];
    private long lastId;

    public AnalysisQueue(int threads)
    {
        for (var i = 0; i < threads; i++)
        {
            new Thread(Run) { IsBackground = true, Name = $"analysis {i}" }.Start();
        }
    }

    /// <summary>A name that no other analysis has.</summary>
    public string NextId() => Interlocked.Increment(ref lastId).ToString();

    /// <summary>Does a piece of work when a thread is free; cancelled before it begins, it is not begun.</summary>
    public Task<T> Run<T>(Func<CancellationToken, T> compute, CancellationToken cancel)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        work.Add(
            () =>
            {
                if (cancel.IsCancellationRequested)
                {
                    completion.TrySetCanceled(cancel);
                    return;
                }

                try
                {
                    completion.TrySetResult(compute(cancel));
                }
                catch (OperationCanceledException)
                {
                    completion.TrySetCanceled(cancel);
                }
                catch (Exception defect)
                {
                    // Whoever waits for the result tells of the defect; the thread lives on.
                    completion.TrySetException(defect);
                }
            },
            CancellationToken.None);
        return completion.Task;
    }

    public void Dispose() => work.CompleteAdding();

    private void Run()
    {
        foreach (var action in work.GetConsumingEnumerable())
            action();
    }
}
