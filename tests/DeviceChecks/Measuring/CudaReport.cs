using Dsl.Runtime.Backends.Cuda;

namespace Dsl.DeviceChecks.Measuring;

/// <summary><c>cuda</c>: what of CUDA is on the machine, and where it was found.</summary>
internal static class CudaReport
{
    /// <summary>Writes it; gives 3 when there is no device.</summary>
    public static int Write(CudaSupport support, TextWriter output)
    {
        if (support.Devices.IsEmpty)
        {
            output.WriteLine($"no CUDA device: {support.Obstacle}");
            return 3;
        }

        foreach (var device in support.Devices)
        {
            output.WriteLine($"{device.Name}: {device.Driver}, {device.MemoryBytes >> 20} MiB, {device.Limits.SharedBytes} to {device.Limits.DynamicSharedBytes} bytes a group, "
                + $"{(device.Limits.HasTensorCores ? "with" : "without")} tensor cores");
        }

        foreach (var library in support.Libraries)
        {
            output.WriteLine(library.IsThere
                ? $"{library.Name}: {library.Path} {library.Version} ({library.Purpose})"
                : $"{library.Name}: {library.Obstacle} ({library.Purpose}): {library.Remedy}");
        }

        return 0;
    }
}
