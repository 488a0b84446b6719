using System.Collections.Immutable;
using Dsl.Runtime.Backends.Devices;

namespace Dsl.Runtime.Backends.OpenCl;

/// <summary>Finds the devices that OpenCL 1.2 offers.</summary>
public static class OpenClBackend
{
    /// <summary>All devices, in the order of their numbers; empty where there is no OpenCL.</summary>
    public static ImmutableArray<DeviceDescription> Devices() =>
        OpenClLibrary.TryLoad() is { } library ? [.. OpenClDevice.All(library).Select(static device => device.Description)] : [];

    /// <summary>A backend on a device; null where there is none of that number.</summary>
    /// <param name="number">The device's number.</param>
    /// <param name="options">Whether and where built kernels are kept.</param>
    /// <exception cref="DeviceException">The device cannot be used.</exception>
    public static DeviceBackend? TryCreate(int number, DeviceOptions? options = null)
    {
        if (OpenClLibrary.TryLoad() is not { } library)
            return null;
        var devices = OpenClDevice.All(library);
        return number >= 0 && number < devices.Length
            ? new DeviceBackend("opencl", new OpenClContext(library, devices[number]) { Cache = (options ?? DeviceOptions.Default).OpenCache() })
            : null;
    }
}
