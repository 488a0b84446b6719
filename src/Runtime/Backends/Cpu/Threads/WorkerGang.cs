namespace Dsl.Runtime.Backends.Cpu.Threads;

/// <summary>
/// The threads that compute: the caller and as many workers as the options allow, started when there is first something to share. A job never waits for a worker
/// that has not begun, so a busy machine makes it no slower than one thread is.
/// </summary>
internal sealed class WorkerGang(int threads) : IDisposable
{
    // Workers know the claims and not the gang, so that an abandoned gang is collected and stops them.
    private readonly ChunkClaims claims = new();
    private GangWorker[] workers = [];
    private bool isDisposed;
    private int isTaken;

    ~WorkerGang() => Stop();

    /// <summary>Threads that may work at the same time; worker numbers are below it.</summary>
    public int Threads { get; } = threads;

    /// <summary>Runs every chunk and returns when all are done; alone when the gang is at work for another caller.</summary>
    public void Run(IChunkedJob job, int chunks)
    {
        if (chunks == 1 || Threads == 1 || isDisposed || Interlocked.CompareExchange(ref isTaken, 1, 0) != 0)
        {
            for (var chunk = 0; chunk < chunks; chunk++)
                job.RunChunk(chunk, 0);
            return;
        }

        try
        {
            if (workers.Length == 0)
                workers = StartWorkers();
            claims.Open(job, chunks);
            for (var i = 0; i < workers.Length && i < chunks - 1; i++)
                workers[i].Wake();
            claims.Close(chunks - claims.Work(0));
        }
        finally
        {
            Volatile.Write(ref isTaken, 0);
        }
    }

    public void Dispose()
    {
        isDisposed = true;
        Stop();
        GC.SuppressFinalize(this);
    }

    private GangWorker[] StartWorkers()
    {
        var started = new GangWorker[Threads - 1];
        for (var i = 0; i < started.Length; i++)
            started[i] = GangWorker.Start(claims, i + 1);
        return started;
    }

    private void Stop()
    {
        foreach (var worker in workers)
            worker.Stop();
    }
}
