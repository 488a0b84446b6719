using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Dsl.Runtime.Backends.Cpu.Threads;

namespace Dsl.Runtime.Tests.Backends;

/// <summary>The gang of threads: every chunk once, whatever else the machine is doing.</summary>
public sealed class WorkerGangTests
{
    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 1)]
    [InlineData(2, 2)]
    [InlineData(2, 1000)]
    [InlineData(7, 3)]
    [InlineData(7, 1000)]
    [InlineData(3, 0)]
    public void Every_chunk_is_done_once(int threads, int chunks)
    {
        using var gang = new WorkerGang(threads);
        var job = new CountingJob(chunks, threads);
        for (var run = 1; run <= 200; run++)
        {
            gang.Run(job, chunks);
            Assert.All(job.Counts, count => Assert.Equal(run, count));
        }
    }

    [Fact]
    public void Busy_threads_do_not_stop_it()
    {
        using var stop = new CancellationTokenSource();
        var busy = Enumerable.Range(0, 4).Select(_ => new Thread(() => SpinUntilCancelled(stop.Token)) { IsBackground = true }).ToList();
        busy.ForEach(static thread => thread.Start());
        using var gang = new WorkerGang(4);
        var job = new CountingJob(64, 4);
        for (var run = 1; run <= 300; run++)
            gang.Run(job, 64);
        stop.Cancel();
        busy.ForEach(static thread => thread.Join());
        Assert.All(job.Counts, static count => Assert.Equal(300, count));
    }

    [Fact]
    public void Workers_wake_after_a_pause()
    {
        using var gang = new WorkerGang(2);
        var job = new MeetingJob();
        for (var run = 0; run < 3; run++)
        {
            gang.Run(job, 2);
            Thread.Sleep(5);
        }

        Assert.Equal(3, job.Meetings);
    }

    [FactOnLinux]
    public void Workers_may_go_to_every_processor_once_they_are_awake()
    {
        using var gang = new WorkerGang(2);
        var job = new MeetingJob();
        for (var run = 0; run < 3; run++)
        {
            gang.Run(job, 2);
            Assert.Equal(2, job.Threads.Count);
            Assert.Single(job.Threads.Keys.Select(static thread => File.ReadLines($"/proc/self/task/{thread}/status").Single(static line => line.StartsWith("Cpus_allowed:", StringComparison.Ordinal))).Distinct());
            Thread.Sleep(5);
        }
    }

    [Fact]
    public void Several_callers_may_come_at_once()
    {
        using var gang = new WorkerGang(3);
        var callers = Enumerable.Range(0, 4).Select(_ => new CountingJob(40, 3)).Select(job => (Job: job, Thread: new Thread(() =>
        {
            for (var run = 0; run < 200; run++)
                gang.Run(job, 40);
        }))).ToList();
        callers.ForEach(static caller => caller.Thread.Start());
        callers.ForEach(static caller => caller.Thread.Join());
        Assert.All(callers.SelectMany(static caller => caller.Job.Counts), static count => Assert.Equal(200, count));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void What_a_chunk_throws_comes_to_the_caller(int threads)
    {
        using var gang = new WorkerGang(threads);
        Assert.Equal("chunk 5", Assert.Throws<InvalidOperationException>(() => gang.Run(new ThrowingJob(5), 8)).Message);
        var job = new CountingJob(8, threads);
        gang.Run(job, 8);
        Assert.All(job.Counts, static count => Assert.Equal(1, count));
    }

    [Fact]
    public void After_its_end_the_caller_works_alone()
    {
        var gang = new WorkerGang(2);
        var job = new CountingJob(100, 2);
        gang.Run(job, 100);
        gang.Dispose();
        gang.Run(job, 100);
        Assert.All(job.Counts, static count => Assert.Equal(2, count));
    }

    [Fact]
    public void An_abandoned_gang_is_collected()
    {
        var gang = Abandon();
        for (var attempt = 0; attempt < 100 && gang.IsAlive; attempt++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Thread.Sleep(1);
        }

        Assert.False(gang.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Abandon()
    {
        var gang = new WorkerGang(3);
        gang.Run(new CountingJob(50, 3), 50);
        return new WeakReference(gang);
    }

    private static void SpinUntilCancelled(CancellationToken token)
    {
        while (!token.IsCancellationRequested)
            Thread.SpinWait(20);
    }

    /// <summary>Counts the calls for each chunk, and checks that worker numbers are not used twice at a time.</summary>
    private sealed class CountingJob(int chunks, int workers) : IChunkedJob
    {
        private readonly int[] active = new int[workers];

        public int[] Counts { get; } = new int[chunks];

        public void RunChunk(int chunk, int worker)
        {
            if (Interlocked.Increment(ref active[worker]) != 1)
                throw new InvalidOperationException($"worker {worker} is two");
            Counts[chunk]++;
            Thread.SpinWait(chunk % 7);
            Interlocked.Decrement(ref active[worker]);
        }
    }

    /// <summary>Two chunks, each of which waits until the other has begun: a caller alone would wait for ever, so it gives up after long.</summary>
    private sealed class MeetingJob : IChunkedJob
    {
        private int begun;
        private int met;

        public int Meetings => met / 2;

        /// <summary>The system's numbers of the threads that met.</summary>
        public ConcurrentDictionary<int, int> Threads { get; } = new();

        public void RunChunk(int chunk, int worker)
        {
            Threads[ThreadPlacement.CurrentThread()] = worker;
            Interlocked.Increment(ref begun);
            if (SpinWait.SpinUntil(() => Volatile.Read(ref begun) % 2 == 0, TimeSpan.FromSeconds(20)))
                Interlocked.Increment(ref met);
        }
    }

    private sealed class ThrowingJob(int failing) : IChunkedJob
    {
        public void RunChunk(int chunk, int worker)
        {
            if (chunk == failing)
                throw new InvalidOperationException($"chunk {chunk}");
        }
    }
}
