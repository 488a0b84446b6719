using System.Runtime.InteropServices;
using Dsl.Language.Lowering;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Backends.Devices;

/// <summary>Small values side by side in one piece of device memory, with a copy on the host, so that one transfer brings all of them.</summary>
internal sealed unsafe class ValueBlock : IDisposable
{
    /// <summary>The most bytes of a value that counts as small.</summary>
    public const long MostBytes = 64;

    private const long Alignment = 16;

    private readonly DeviceContext context;
    private readonly byte* host;
    private nint device;

    /// <param name="context">The device.</param>
    /// <param name="leading">Bytes at the beginning that belong to none of the values.</param>
    /// <param name="buffers">The values.</param>
    public ValueBlock(DeviceContext context, long leading, IEnumerable<TensorBuffer> buffers)
    {
        this.context = context;
        Bytes = leading;
        foreach (var buffer in buffers)
        {
            Bytes = (Bytes + Alignment - 1) / Alignment * Alignment;
            Offsets.Add(buffer, Bytes);
            Bytes += buffer.ByteCount;
        }

        Bytes = (Bytes + sizeof(int) - 1) / sizeof(int) * sizeof(int);
        device = context.Allocate(Bytes);
        host = (byte*)NativeMemory.AllocZeroed((nuint)Math.Max(Bytes, 1));
        Upload();
    }

    /// <summary>Where each value is, from the beginning.</summary>
    public Dictionary<TensorBuffer, long> Offsets { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>The bytes of all: a whole number of ints.</summary>
    public long Bytes { get; }

    /// <summary>The copy on the host.</summary>
    public Span<byte> Host => new(host, (int)Bytes);

    public nint Memory => device;

    /// <summary>Where a value is on the device.</summary>
    public DevicePlace PlaceOf(TensorBuffer buffer) => new(device, Offsets[buffer]);

    /// <summary>A tensor over a value's copy on the host.</summary>
    public Tensor TensorOver(TensorBuffer buffer) => Tensor.OverMemory(buffer.Element, buffer.Shape, (nint)host + (nint)Offsets[buffer]);

    /// <summary>Brings all to the device.</summary>
    public void Upload()
    {
        if (Bytes > 0)
            context.Upload(new DevicePlace(device, 0), (nint)host, Bytes);
    }

    /// <summary>Brings all to the host.</summary>
    public void Download() => context.Download(new DevicePlace(device, 0), (nint)host, Bytes);

    public void Dispose()
    {
        if (device == 0)
            return;
        context.Free(device);
        device = 0;
        NativeMemory.Free(host);
    }
}
