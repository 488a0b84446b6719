using System.Collections.Immutable;
using Dsl.Runtime.Backends.Devices;

namespace Dsl.Runtime.Backends.OpenCl;

/// <summary>Finds the devices that OpenCL 1.2 offers.</summary>
public static class OpenClBackend
{
    private const string DriverAdvice =
        "install that of the device (NVIDIA: the driver itself; AMD: mesa-opencl-icd or rocm-opencl-runtime; Intel: intel-opencl-icd; the processor, for tests: pocl-opencl-icd)";

    private static string LibraryAdvice =>
        OperatingSystem.IsWindows() ? "it comes with the driver of the graphics processor"
        : OperatingSystem.IsMacOS() ? "it belongs to the system, which has hidden it"
        : "install ocl-icd-libopencl1 (Debian, Ubuntu), ocl-icd (Fedora, Arch) or libOpenCL1 (openSUSE), and the driver of the device";

    /// <summary>All devices, in the order of their numbers; empty where there is no OpenCL.</summary>
    public static ImmutableArray<DeviceDescription> Devices() =>
        OpenClLibrary.TryLoad() is { } library ? [.. OpenClDevice.All(library).Select(static device => device.Description)] : [];

    /// <summary>Why there is no device, and how to get one; empty where there is one.</summary>
    public static string Obstacle() =>
        OpenClLibrary.TryLoad() is not { } library ? $"the OpenCL library is not there: {LibraryAdvice}"
        : OpenClDevice.All(library).IsEmpty ? $"OpenCL is there, but no driver: {DriverAdvice}"
        : string.Empty;

    /// <summary>A backend on a device; null where there is none of that number.</summary>
    /// <param name="number">The device's number.</param>
    /// <param name="obstacle">Why there is none; empty when there is one.</param>
    /// <param name="options">Whether and where built kernels are kept.</param>
    /// <exception cref="DeviceException">The device cannot be used.</exception>
    public static DeviceBackend? TryCreate(int number, out string obstacle, DeviceOptions? options = null)
    {
        obstacle = string.Empty;
        if (OpenClLibrary.TryLoad() is { } library && OpenClDevice.All(library) is { IsEmpty: false } devices)
        {
            if (number >= 0 && number < devices.Length)
            {
                options ??= DeviceOptions.Default;
                return new DeviceBackend("opencl", new OpenClContext(library, devices[number] with { Description = options.Limit(devices[number].Description) }) { Cache = options.OpenCache() });
            }

            obstacle = $"there is no OpenCL device {number}; there {(devices.Length == 1 ? "is" : "are")} {string.Join(", ", devices.Select(static (device, i) => $"opencl:{i} ({device.Description.Name})"))}";
            return null;
        }

        obstacle = Obstacle();
        return null;
    }

    /// <summary>A backend on a device; null where there is none of that number.</summary>
    /// <exception cref="DeviceException">The device cannot be used.</exception>
    public static DeviceBackend? TryCreate(int number) => TryCreate(number, out _);
}
