using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Backends.Devices;

/// <summary>What a device refuses, in words for the user.</summary>
internal static class DeviceFaults
{
    /// <summary>The fault that stands for an exception of a device.</summary>
    public static RuntimeFault Describe(DeviceException exception, DeviceDescription device) => exception.Trouble switch
    {
        DeviceTrouble.OutOfMemory => new RuntimeFault(RuntimeErrors.OutOfMemory, null, $"{device.Name} has no memory left for this: {exception.Message}"),
        DeviceTrouble.Build => new RuntimeFault(RuntimeErrors.KernelRefused, null, exception.Message)
        {
            Notes = ["--device cpu computes it all the same; the script is not at fault, so please report this with the script"],
        },
        _ => new RuntimeFault(RuntimeErrors.DeviceFailed, null, $"{device.Name} has failed: {exception.Message}"),
    };

    /// <summary>The fault of a program that is too large for the device.</summary>
    public static RuntimeFault TooLarge(MemoryNeed need, DeviceDescription device) => RuntimeFaults.OutOfMemory(
        need.Largest.IsEmpty ? null : need.Largest[0].Operation, need.Bytes, need.Available, device.Name);
}
