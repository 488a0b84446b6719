using Dsl.Runtime.Backends.CStyle;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Devices;

/// <summary>
/// A device in use: its memory, its compiler, and one queue in which everything happens in order. What differs between the interfaces of vendors is here and in
/// <see cref="DeviceFunction"/>; all else is written once. Every member throws <see cref="DeviceException"/> where the device refuses.
/// </summary>
internal abstract class DeviceContext : IDisposable
{
    private readonly ResidentTensors residents;
    private readonly Dictionary<nint, (long Bytes, long Number)> pieces = [];
    private long allocations;

    protected DeviceContext(DeviceDescription device)
    {
        residents = new ResidentTensors(this);
        Device = device;
        Modules = new DeviceModules(this);
    }

    public DeviceDescription Device { get; }

    /// <summary>Its built kernels.</summary>
    public DeviceModules Modules { get; }

    /// <summary>Keeps built kernels on disk; null where none are kept.</summary>
    public ModuleCache? Cache { get; init; }

    /// <summary>All that a built module depends on besides its text and the device's description, such as the version and the options of the compiler.</summary>
    public abstract string BuildOptions { get; }

    /// <summary>Sees every launch, when a profile is wanted, which makes the host wait for each; null otherwise.</summary>
    public ILaunchObserver? Observer { get; set; }

    /// <summary>What was done so far.</summary>
    public DeviceTraffic Traffic { get; } = new();

    /// <summary>Bytes that are taken of the device's memory.</summary>
    public long TakenBytes { get; private set; }

    /// <summary>The most that were taken at a time.</summary>
    public long MostTakenBytes { get; private set; }

    /// <summary>Bytes of tensors among them.</summary>
    public long ResidentBytes => residents.Bytes;

    /// <summary>Bytes that nobody has taken; null where the driver does not say.</summary>
    public virtual long? FreeBytes => null;

    /// <summary>Whether it was disposed of.</summary>
    public bool IsDisposed { get; private set; }

    /// <summary>Memory of the device; its contents are not defined.</summary>
    public nint Allocate(long bytes)
    {
        residents.FreeAbandoned();
        var memory = AllocateOrCollect(bytes);
        pieces[memory] = (bytes, allocations++);
        TakenBytes += bytes;
        MostTakenBytes = Math.Max(MostTakenBytes, TakenBytes);
        return memory;
    }

    /// <summary>Gives memory back. Does nothing for 0, or after the context was disposed of, which gives all back.</summary>
    public void Free(nint memory)
    {
        if (memory == 0 || IsDisposed)
            return;
        if (pieces.Remove(memory, out var piece))
            TakenBytes -= piece.Bytes;
        FreeMemory(memory);
    }

    /// <summary>Does something that takes memory; where that fails, all is given back that it took.</summary>
    public T AllOrNothing<T>(Func<T> work)
    {
        var before = allocations;
        try
        {
            return work();
        }
        catch (DeviceException)
        {
            foreach (var (memory, (_, number)) in pieces.ToList())
            {
                if (number >= before)
                    Free(memory);
            }

            throw;
        }
    }

    /// <summary>The tensor's elements on the device; where they were not there, room for them.</summary>
    public DeviceMirror MirrorOf(Tensor tensor) => residents.Of(tensor);

    /// <summary>Whether only this device has the newest elements of a tensor.</summary>
    public bool IsNewest(Tensor tensor) => tensor.Mirror is DeviceMirror { State: MirrorState.Ahead } mirror && mirror.Context == this;

    /// <summary>Notes that a tensor's place is not needed any more; from any thread.</summary>
    public void Abandon(DeviceMirror mirror) => residents.Abandon(mirror);

    /// <summary>Gives back what tensors that are no more have left.</summary>
    public void FreeAbandoned() => residents.FreeAbandoned();

    /// <summary>Copies from the host, and counts it.</summary>
    public void Upload(DevicePlace place, nint source, long bytes)
    {
        Write(place.Memory, place.Offset, source, bytes);
        Traffic.Uploads++;
        Traffic.UploadedBytes += bytes;
    }

    /// <summary>Copies to the host, and counts it.</summary>
    public void Download(DevicePlace place, nint destination, long bytes)
    {
        Read(place.Memory, place.Offset, destination, bytes);
        Traffic.Downloads++;
        Traffic.DownloadedBytes += bytes;
    }

    /// <summary>Compiles and loads a module.</summary>
    /// <param name="text">Kernels and all that they need, in the device's dialect.</param>
    /// <param name="binary">What <see cref="LoadModule"/> takes instead, in a later process; empty where the driver gives nothing of the kind.</param>
    /// <returns>The module.</returns>
    public abstract nint BuildModule(string text, out byte[] binary);

    /// <summary>How many modules are compiled at the same time; where it is more than one, <see cref="Translate"/> compiles them.</summary>
    public virtual int Compilers => 1;

    /// <summary>Compiles a module without loading it, on any thread.</summary>
    /// <param name="text">As for <see cref="BuildModule"/>.</param>
    /// <returns>What <see cref="LoadTranslated"/> takes, and <see cref="LoadModule"/> in a later process.</returns>
    public virtual byte[] Translate(string text) => throw new NotSupportedException($"{Device.Name} compiles modules while it loads them");

    /// <summary>Loads a module that was compiled in this process.</summary>
    public virtual nint LoadTranslated(byte[] binary) => throw new NotSupportedException($"{Device.Name} compiles modules while it loads them");

    /// <summary>Loads a module that was built before; 0 where the driver does not take it any more.</summary>
    public abstract nint LoadModule(ReadOnlySpan<byte> binary);

    public abstract void ReleaseModule(nint module);

    /// <summary>A kernel with arguments of its own.</summary>
    /// <param name="module">Where it is.</param>
    /// <param name="name">The name of its function.</param>
    /// <param name="source">How it is started.</param>
    /// <param name="operands">How many places it takes.</param>
    /// <param name="number">The number by which a fault names it.</param>
    /// <param name="fault">Device memory for a fault.</param>
    public abstract DeviceFunction CreateFunction(nint module, string name, KernelSource source, int operands, int number, nint fault);

    /// <summary>A kernel with arguments of its own; it is built where it is not there yet.</summary>
    public DeviceFunction CreateFunction(KernelSource source, int operands, int number, nint fault)
    {
        Modules.Require([source]);
        var (module, name) = Modules.Find(source);
        return CreateFunction(module, name, source, operands, number, fault);
    }

    /// <summary>Whether <see cref="Prefer"/> may choose another way for this product.</summary>
    public virtual bool MayPrefer(ContractionKernel kernel) => false;

    /// <summary>What runs a contraction: the kernel that was made for it, or the vendor's library where that does it faster.</summary>
    /// <param name="kernel">The contraction.</param>
    /// <param name="slots">The machine's numbers for the buffers of its left and right operand and of its output.</param>
    /// <param name="own">Runs the kernel; disposed of with what is given back.</param>
    public virtual IDeviceStep Prefer(ContractionKernel kernel, (int Left, int Right, int Output) slots, IDeviceStep own) => own;

    /// <summary>Copies from the host; the source may be changed as soon as this returns.</summary>
    public abstract void Write(nint memory, long offset, nint source, long bytes);

    /// <summary>Copies to the host, after everything before it in the queue.</summary>
    public abstract void Read(nint memory, long offset, nint destination, long bytes);

    public abstract void Copy(nint source, long sourceOffset, nint destination, long destinationOffset, long bytes);

    /// <summary>Waits until the queue is empty.</summary>
    public abstract void Finish();

    /// <summary>Whether <see cref="Record"/> may give something.</summary>
    public virtual bool CanRecord => false;

    /// <summary>Records what an action puts into the queue, without running it; null where the device refuses.</summary>
    public virtual DeviceSequence? Record(Action enqueue) => null;

    /// <summary>Brings home what is only on the device, and gives everything back.</summary>
    public void Dispose()
    {
        if (IsDisposed)
            return;
        residents.Leave();
        IsDisposed = true;
        Release();
    }

    // Tensors that nobody holds any more may still have memory here: their finalizers have not run yet.
    private nint AllocateOrCollect(long bytes)
    {
        try
        {
            return AllocateMemory(bytes);
        }
        catch (DeviceException exception) when (exception.IsOutOfMemory)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            residents.FreeAbandoned();
        }

        try
        {
            return AllocateMemory(bytes);
        }
        catch (DeviceException exception) when (exception.IsOutOfMemory)
        {
            throw new DeviceException($"{exception.Message}: {RuntimeFaults.Megabytes(bytes)} MB were asked for", exception.Trouble);
        }
    }

    protected abstract nint AllocateMemory(long bytes);

    protected abstract void FreeMemory(nint memory);

    /// <summary>Gives everything back that the interface has given.</summary>
    protected abstract void Release();
}
