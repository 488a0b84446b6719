using System.Runtime.InteropServices;
using Dsl.Runtime.Backends.CStyle;
using Dsl.Runtime.Backends.Devices;

namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>A device whose kernels do nothing and whose memory is the host's, filled with zeros. It keeps every text that it was given.</summary>
internal sealed unsafe class NullDevice(DeviceLimits limits) : DeviceContext(
    new DeviceDescription("nothing", "none", CDialect.Cuda, 1L << 40, 1L << 40, limits, IsProcessor: false))
{
    private readonly HashSet<nint> memory = [];

    /// <summary>The kernels by their texts.</summary>
    public Dictionary<string, KernelSource> Sources { get; } = [];

    public override nint Allocate(long bytes)
    {
        var place = (nint)NativeMemory.AllocZeroed((nuint)Math.Max(bytes, 1));
        memory.Add(place);
        return place;
    }

    public override void Free(nint place)
    {
        if (memory.Remove(place))
            NativeMemory.Free((void*)place);
    }

    public override string BuildOptions => string.Empty;

    public override nint BuildModule(string text, out byte[] binary)
    {
        binary = [];
        return 1;
    }

    public override nint LoadModule(ReadOnlySpan<byte> binary) => 0;

    public override void ReleaseModule(nint module)
    {
    }

    public override DeviceFunction CreateFunction(nint module, string name, KernelSource source, int operands, int number, nint fault)
    {
        Sources.TryAdd(source.Text, source);
        return new NullFunction();
    }

    public override void Write(nint place, long offset, nint source, long bytes) => Buffer.MemoryCopy((void*)source, (void*)(place + offset), bytes, bytes);

    public override void Read(nint place, long offset, nint destination, long bytes) => Buffer.MemoryCopy((void*)(place + offset), (void*)destination, bytes, bytes);

    public override void Copy(nint source, long sourceOffset, nint destination, long destinationOffset, long bytes) =>
        Buffer.MemoryCopy((void*)(source + sourceOffset), (void*)(destination + destinationOffset), bytes, bytes);

    public override void Finish()
    {
    }

    public override void Dispose()
    {
        foreach (var place in memory)
            NativeMemory.Free((void*)place);
        memory.Clear();
    }

    private sealed class NullFunction : DeviceFunction
    {
        public override void Place(int operand, DevicePlace place)
        {
        }

        public override void Enqueue()
        {
        }

        public override void Dispose()
        {
        }
    }
}
