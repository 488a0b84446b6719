using System.Runtime.InteropServices;

namespace Dsl.Runtime.Backends.Cpu;

/// <summary>The memory that each worker has for itself while a program runs; shared by the program and the bodies of its recurrences.</summary>
internal sealed unsafe class WorkerScratch : IDisposable
{
    private const long Alignment = 64;
    private const long Distance = 64 * 1024;

    private readonly long stride;
    private void* memory;

    /// <param name="bytes">What one worker needs.</param>
    public WorkerScratch(long bytes, int workers)
    {
        if (bytes == 0)
            return;
        stride = BytesOf(bytes, 1);
        memory = NativeMemory.AlignedAlloc((nuint)(stride * workers), (nuint)Alignment);
    }

    /// <summary>What all workers' memory takes.</summary>
    public static long BytesOf(long bytes, int workers) =>
        bytes == 0 ? 0 : checked((((bytes + Alignment - 1) / Alignment * Alignment) + Distance) * workers);

    public nint Of(int worker) => (nint)memory + (nint)(stride * worker);

    public void Dispose()
    {
        NativeMemory.AlignedFree(memory);
        memory = null;
    }
}
