using System.Runtime.InteropServices;
using System.Text;
using Dsl.Runtime.Backends.CStyle;
using Dsl.Runtime.Backends.Devices;

namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>A device whose kernels do nothing and whose memory is the host's, filled with zeros. It keeps every text that it was given.</summary>
internal sealed unsafe class NullDevice(DeviceLimits limits, long memoryBytes = 1L << 40, long largestBufferBytes = 1L << 40, CDialect? dialect = null) : DeviceContext(
    new DeviceDescription("nothing", "none", dialect ?? CDialect.Cuda, memoryBytes, largestBufferBytes, limits, IsProcessor: false))
{
    private readonly HashSet<nint> memory = [];

    /// <summary>The kernels by their texts.</summary>
    public Dictionary<string, KernelSource> Sources { get; } = [];

    /// <summary>What the next request for memory, module, launch or transfer throws; null for nothing.</summary>
    public DeviceException? Trouble { get; set; }

    /// <summary>How many pieces of memory it has.</summary>
    public int MostPieces { get; init; } = int.MaxValue;

    /// <summary>Pieces of memory that were not given back.</summary>
    public int Pieces => memory.Count;

    protected override nint AllocateMemory(long bytes)
    {
        Suffer();
        if (memory.Count >= MostPieces)
            throw new DeviceException("full", DeviceTrouble.OutOfMemory);
        var place = (nint)NativeMemory.AllocZeroed((nuint)Math.Max(bytes, 1));
        memory.Add(place);
        return place;
    }

    protected override void FreeMemory(nint place)
    {
        if (memory.Remove(place))
            NativeMemory.Free((void*)place);
    }

    public override string BuildOptions => string.Empty;

    public override nint BuildModule(string text, out byte[] binary)
    {
        Suffer();
        binary = Encoding.UTF8.GetBytes(text);
        return 1;
    }

    public override nint LoadModule(ReadOnlySpan<byte> binary) => 2;

    public override void ReleaseModule(nint module)
    {
    }

    public override DeviceFunction CreateFunction(nint module, string name, KernelSource source, int operands, int number, nint fault)
    {
        Sources.TryAdd(source.Text, source);
        return new NullFunction(this);
    }

    public override void Write(nint place, long offset, nint source, long bytes) => Buffer.MemoryCopy((void*)source, (void*)(place + offset), bytes, bytes);

    public override void Read(nint place, long offset, nint destination, long bytes)
    {
        Suffer();
        Buffer.MemoryCopy((void*)(place + offset), (void*)destination, bytes, bytes);
    }

    public override void Copy(nint source, long sourceOffset, nint destination, long destinationOffset, long bytes) =>
        Buffer.MemoryCopy((void*)(source + sourceOffset), (void*)(destination + destinationOffset), bytes, bytes);

    public override void Finish()
    {
    }

    protected override void Release()
    {
        foreach (var place in memory)
            NativeMemory.Free((void*)place);
        memory.Clear();
    }

    private void Suffer()
    {
        if (Trouble is { } trouble)
            throw trouble;
    }

    private sealed class NullFunction(NullDevice device) : DeviceFunction
    {
        public override void Place(int operand, DevicePlace place)
        {
        }

        public override void Enqueue() => device.Suffer();

        public override void Dispose()
        {
        }
    }
}
