namespace Dsl.Runtime.Backends.Devices;

/// <summary>A built kernel with arguments of its own: places of operands, then its number and the memory for a fault, which stay.</summary>
internal abstract class DeviceFunction : IDisposable
{
    /// <summary>Says where an operand lies.</summary>
    public abstract void Place(int operand, DevicePlace place);

    /// <summary>Puts one run of it into the queue.</summary>
    public abstract void Enqueue();

    public abstract void Dispose();
}
