using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Backends.Cpu.Threads;

/// <summary>The memory that each worker has for itself while a program runs; shared by the program and the bodies of its recurrences.</summary>
internal sealed unsafe class WorkerScratch : IDisposable
{
    private const long Alignment = 64;

    // Neighbours keep this far apart, so that no worker's stores disturb another's lines or the lines fetched ahead.
    private const long Distance = 64 * 1024;

    private readonly long stride;
    private byte* memory;

    /// <param name="bytes">What one worker needs.</param>
    public WorkerScratch(long bytes, int workers)
    {
        stride = StrideOf(bytes);
        memory = (byte*)AlignedMemory.Allocate(checked((nuint)(stride * workers)));
        for (var worker = 0; worker < workers; worker++)
            *FaultOf(worker) = default;
    }

    /// <summary>What all workers' memory takes.</summary>
    public static long BytesOf(long bytes, int workers) => bytes == 0 ? 0 : checked(StrideOf(bytes) * workers);

    /// <summary>Where a worker's memory begins, a multiple of 64.</summary>
    public nint Of(int worker) => (nint)(memory + (stride * worker) + Alignment);

    /// <summary>Where a worker's kernels report faults.</summary>
    public FaultCell* FaultOf(int worker) => (FaultCell*)(memory + (stride * worker));

    public void Dispose()
    {
        AlignedMemory.Free(memory);
        memory = null;
    }

    private static long StrideOf(long bytes) => checked(Alignment + ((bytes + Alignment - 1) / Alignment * Alignment) + Distance);
}
