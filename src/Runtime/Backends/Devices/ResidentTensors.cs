using System.Collections.Concurrent;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Backends.Devices;

/// <summary>The tensors whose elements lie in a context's memory.</summary>
/// <param name="context">The context.</param>
internal sealed class ResidentTensors(DeviceContext context)
{
    private readonly Dictionary<DeviceMirror, (WeakReference<Tensor> Tensor, long Bytes)> mirrors = new(ReferenceEqualityComparer.Instance);
    private readonly ConcurrentQueue<DeviceMirror> abandoned = new();

    /// <summary>The bytes of all of them.</summary>
    public long Bytes { get; private set; }

    /// <summary>The tensor's place on the device, made where there is none; what is there is then behind.</summary>
    public DeviceMirror Of(Tensor tensor)
    {
        if (tensor.Mirror is DeviceMirror present && present.Context == context)
            return present;

        // Another device's copy may be the only one.
        if (tensor.Mirror is not null)
            _ = tensor.Address;
        var mirror = new DeviceMirror(context, new DevicePlace(context.Allocate(tensor.ByteCount), 0), isOwner: true);
        mirrors.Add(mirror, (new WeakReference<Tensor>(tensor), tensor.ByteCount));
        Bytes += tensor.ByteCount;
        tensor.Mirror = mirror;
        return mirror;
    }

    /// <summary>Notes that a place is not needed any more; from any thread.</summary>
    public void Abandon(DeviceMirror mirror) => abandoned.Enqueue(mirror);

    /// <summary>Gives back what is not needed any more.</summary>
    public void FreeAbandoned()
    {
        while (abandoned.TryDequeue(out var mirror))
        {
            if (!mirrors.Remove(mirror, out var known))
                continue;
            Bytes -= known.Bytes;
            context.Free(mirror.Place.Memory);
        }
    }

    /// <summary>Brings all elements home that are only here, and gives the memory back. What a lost device held is lost.</summary>
    public void Leave()
    {
        FreeAbandoned();
        foreach (var (mirror, (reference, bytes)) in mirrors.ToList())
        {
            if (reference.TryGetTarget(out var tensor) && ReferenceEquals(tensor.Mirror, mirror))
            {
                TryFetch(tensor);
                tensor.Mirror = null;
            }

            context.Free(mirror.Place.Memory);
        }

        mirrors.Clear();
        Bytes = 0;
    }

    private static void TryFetch(Tensor tensor)
    {
        try
        {
            _ = tensor.AddressToRead;
        }
        catch (DeviceException)
        {
            // Whoever lost the device has said so already; the tensor keeps what it had before.
        }
    }
}
