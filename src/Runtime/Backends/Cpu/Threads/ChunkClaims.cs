using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Dsl.Runtime.Backends.Cpu.Threads;

/// <summary>
/// The chunks of one job that nobody has taken yet. The thread that opened the job takes them from the front and the others from the back, so that repeated jobs over the same
/// data find it in the same caches; whoever finds none left has nothing to wait for but chunks already begun.
/// </summary>
internal sealed class ChunkClaims
{
    private const int PausesBeforeYield = 2048;

    private SharedLine line;
    private ExceptionDispatchInfo? failure;

    /// <summary>Whether there are chunks to take.</summary>
    public bool IsOpen
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            var open = Volatile.Read(ref line.Open);
            return (int)(open >> 32) < (int)open;
        }
    }

    /// <summary>Offers the chunks of a job.</summary>
    public void Open(IChunkedJob offered, int chunks)
    {
        line.Job = offered;
        line.Finished = 0;

        // A full fence: the chunks are seen before it is read who sleeps.
        Interlocked.Exchange(ref line.Open, chunks);
    }

    /// <summary>Takes chunks while there are any; how many the caller did if it is the one that opened the job.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int Work(int worker)
    {
        var done = 0;
        while (true)
        {
            var open = Volatile.Read(ref line.Open);
            var (next, end) = ((int)(open >> 32), (int)open);
            if (next >= end)
                return done;
            var rest = worker == 0 ? open + (1L << 32) : open - 1;
            if (Interlocked.CompareExchange(ref line.Open, rest, open) != open)
                continue;

            // From here to the report the job cannot change: it ends with its last chunk.
            RunChunk(worker == 0 ? next : end - 1, worker);
            if (worker == 0)
                done++;
            else
                Interlocked.Increment(ref line.Finished);
        }
    }

    /// <summary>Waits for the chunks that others have begun, and throws what a chunk threw.</summary>
    public void Close(int chunksOfOthers)
    {
        for (var pauses = 1; Volatile.Read(ref line.Finished) != chunksOfOthers; pauses++)
        {
            if (pauses % PausesBeforeYield == 0)
                Thread.Yield();
            else
                SpinPause.Once();
        }

        line.Job = null;
        if (failure is { } thrown)
        {
            failure = null;
            thrown.Throw();
        }
    }

    private void RunChunk(int chunk, int worker)
    {
        try
        {
            line.Job!.RunChunk(chunk, worker);
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(exception), null);
        }
    }

    /// <summary>What all threads read and write, on one cache line that nothing else uses: each line more would be one more journey between processors.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct SharedLine
    {
        [FieldOffset(128)]
        public IChunkedJob? Job;

        /// <summary>The next chunk from the front in the upper half, the end of those left in the lower.</summary>
        [FieldOffset(136)]
        public long Open;

        /// <summary>Chunks done by others than the thread that opened the job.</summary>
        [FieldOffset(144)]
        public int Finished;
    }
}
