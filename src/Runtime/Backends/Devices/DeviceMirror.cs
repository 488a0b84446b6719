using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Backends.Devices;

/// <summary>A tensor's elements in the memory of a device, for as long as the tensor or the context lives.</summary>
/// <param name="context">The device.</param>
/// <param name="place">Where they are.</param>
/// <param name="isOwner">Whether the memory is the mirror's own, to be given back with it.</param>
internal sealed class DeviceMirror(DeviceContext context, DevicePlace place, bool isOwner) : TensorMirror
{
    private bool isAbandoned;

    public DeviceContext Context => context;

    public DevicePlace Place { get; set; } = place;

    /// <summary>Brings the tensor's own elements to the device, where those there are older.</summary>
    public void Update(Tensor tensor)
    {
        if (State != MirrorState.Behind)
            return;
        context.Upload(Place, tensor.AddressToRead, tensor.ByteCount);
        State = MirrorState.Same;
    }

    public override void Fetch(nint destination, long bytes) => context.Download(Place, destination, bytes);

    public override bool TryCopyTo(Tensor destination)
    {
        if (context.IsDisposed)
            return false;
        try
        {
            var copy = context.MirrorOf(destination);
            context.Copy(Place.Memory, Place.Offset, copy.Place.Memory, copy.Place.Offset, destination.ByteCount);
            copy.State = MirrorState.Ahead;
            return true;
        }
        catch (DeviceException exception) when (exception.IsOutOfMemory)
        {
            // The copy goes through the machine's memory then.
            return false;
        }
    }

    public override void Abandon()
    {
        if (isOwner && !isAbandoned)
            context.Abandon(this);
        isAbandoned = true;
    }
}
