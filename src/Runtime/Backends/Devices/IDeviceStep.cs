namespace Dsl.Runtime.Backends.Devices;

/// <summary>A step of a program on a device.</summary>
internal interface IDeviceStep : IDisposable
{
    /// <summary>Whether it only puts work into the queue, so that a recording of that does the same.</summary>
    bool IsRecordable { get; }

    /// <summary>Puts it into the queue, with the places that the machine's buffers have now.</summary>
    void Run(DeviceMachine machine);
}
