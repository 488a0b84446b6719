using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Dsl.Benchmarks.Rows;

namespace Dsl.Benchmarks.Contestants;

/// <summary>Copies as many bytes as a kernel reads and writes, on several threads: what memory allows at this moment.</summary>
internal sealed unsafe class CopyContestant : IContestant
{
    private const int Alignment = 64;

    private readonly long bytes;
    private readonly int threads;
    private readonly long calls;
    private readonly BenchmarkClock clock;
    private byte* source;
    private byte* destination;

    /// <param name="bytes">Bytes read, and as many written; a multiple of 64 for each thread.</param>
    /// <param name="settings">The threads, the length of a repetition and the clock.</param>
    public CopyContestant(long bytes, BenchmarkSettings settings)
    {
        this.bytes = bytes;
        threads = settings.Threads;
        clock = settings.Clock;
        source = (byte*)NativeMemory.AlignedAlloc((nuint)bytes, Alignment);
        destination = (byte*)NativeMemory.AlignedAlloc((nuint)bytes, Alignment);
        NativeMemory.Fill(source, (nuint)bytes, 1);
        NativeMemory.Fill(destination, (nuint)bytes, 2);
        calls = RepetitionSize.Find(Run, settings.Seconds);
    }

    public string Name => "copy";

    public string? Missing => null;

    public string Details => "a plain copy of the same bytes";

    public int? ProcessId => null;

    public double Repeat() => RepetitionSize.Time(Run, calls, clock) / calls;

    public void Dispose()
    {
        NativeMemory.AlignedFree(source);
        NativeMemory.AlignedFree(destination);
        source = null;
        destination = null;
    }

    // Each thread copies its own part over and over; they meet after each turn as the chunks of a kernel do.
    private void Run(long count)
    {
        using var turn = new Barrier(threads);
        var workers = Enumerable.Range(1, threads - 1).Select(i => new Thread(() => Copy(i, count, turn))).ToArray();
        foreach (var worker in workers)
            worker.Start();
        Copy(0, count, turn);
        foreach (var worker in workers)
            worker.Join();
    }

    private void Copy(int part, long count, Barrier turn)
    {
        var length = bytes / threads;
        for (var i = 0L; i < count; i++)
        {
            Move(source + (part * length), destination + (part * length), length);
            turn.SignalAndWait();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Move(byte* from, byte* to, long length)
    {
        for (var i = 0L; i < length; i += 2 * Vector512<byte>.Count)
        {
            var first = Vector512.Load(from + i);
            var second = Vector512.Load(from + i + Vector512<byte>.Count);
            first.Store(to + i);
            second.Store(to + i + Vector512<byte>.Count);
        }
    }
}
