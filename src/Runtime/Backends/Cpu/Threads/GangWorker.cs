using System.Diagnostics;

namespace Dsl.Runtime.Backends.Cpu.Threads;

/// <summary>A background thread that takes chunks: it watches for them for a while after the last ones, then sleeps until it is woken.</summary>
internal sealed class GangWorker
{
    private const int PausesBetweenTimes = 64;
    private const double WatchingSeconds = 150e-6;

    private static readonly long WatchingTicks = (long)(WatchingSeconds * Stopwatch.Frequency);

    private readonly ChunkClaims claims;
    private readonly int number;
    private readonly object sleep = new();
    private int isAsleep;
    private bool isStopping;
    private int thread;

    private GangWorker(ChunkClaims claims, int number)
    {
        (this.claims, this.number) = (claims, number);
    }

    public static GangWorker Start(ChunkClaims claims, int number)
    {
        var worker = new GangWorker(claims, number);
        new Thread(worker.Run) { IsBackground = true, Name = $"kernels {number}" }.Start();
        return worker;
    }

    /// <summary>Ends the worker's sleep if it sleeps, on another processor than the caller's where there is one.</summary>
    public unsafe void Wake()
    {
        if (Volatile.Read(ref isAsleep) == 0)
            return;
        var allowed = stackalloc ulong[ThreadPlacement.SetWords];
        var isPlaced = ThreadPlacement.KeepAway(thread, allowed);
        lock (sleep)
        {
            isAsleep = 0;
            Monitor.Pulse(sleep);
        }

        // By now it is where it wakes up, and may go wherever the system sees fit later.
        if (isPlaced)
            ThreadPlacement.Release(thread, allowed);
    }

    /// <summary>Ends the thread once it has nothing to do.</summary>
    public void Stop()
    {
        Volatile.Write(ref isStopping, true);
        Interlocked.MemoryBarrier();
        Wake();
    }

    private void Run()
    {
        thread = ThreadPlacement.CurrentThread();
        while (!Volatile.Read(ref isStopping))
        {
            if (Watch())
                claims.Work(number);
            else
                Sleep();
        }
    }

    /// <summary>Whether chunks were offered within the time for watching.</summary>
    private bool Watch()
    {
        var started = Stopwatch.GetTimestamp();
        do
        {
            for (var pause = 0; pause < PausesBetweenTimes; pause++)
            {
                if (claims.IsOpen)
                    return true;
                SpinPause.Once();
            }
        }
        while (Stopwatch.GetTimestamp() - started < WatchingTicks);

        return false;
    }

    private void Sleep()
    {
        lock (sleep)
        {
            // A full fence: who offers chunks later sees the mark, and those offered earlier are seen here.
            Interlocked.Exchange(ref isAsleep, 1);
            if (claims.IsOpen || Volatile.Read(ref isStopping))
                isAsleep = 0;
            while (isAsleep != 0)
                Monitor.Wait(sleep);
        }
    }
}
