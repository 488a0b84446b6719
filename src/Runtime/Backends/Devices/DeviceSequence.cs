namespace Dsl.Runtime.Backends.Devices;

/// <summary>What was put into the queue once, with the places of that time, to be put there again by one call.</summary>
internal abstract class DeviceSequence : IDisposable
{
    /// <summary>Puts all of it into the queue.</summary>
    public abstract void Launch();

    public abstract void Dispose();
}
