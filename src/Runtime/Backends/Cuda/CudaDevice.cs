using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Dsl.Runtime.Backends.CStyle;
using Dsl.Runtime.Backends.Devices;

namespace Dsl.Runtime.Backends.Cuda;

/// <summary>A device of the CUDA driver.</summary>
/// <param name="Handle">The driver's number for it.</param>
/// <param name="Capability">Ten times the major number of its compute capability and the minor one.</param>
/// <param name="Processors">Its multiprocessors.</param>
/// <param name="DynamicSharedBytes">The memory of a group, where a kernel asks for it when it is launched.</param>
/// <param name="Description">What it is.</param>
internal sealed record CudaDevice(int Handle, int Capability, int Processors, int DynamicSharedBytes, DeviceDescription Description)
{
    private const int OldestCapability = 60;
    private const int MostItems = 1;
    private const int SharedBytes = 8;
    private const int MultiprocessorCount = 16;
    private const int CapabilityMajor = 75;
    private const int CapabilityMinor = 76;
    private const int SharedBytesOnRequest = 97;
    private const int FirstWithTensorCores = 80;

    /// <summary>All devices in the order of their numbers; those that are too old are left out.</summary>
    /// <param name="library">The driver.</param>
    /// <param name="obstacle">Why there is none; empty when there is one.</param>
    public static unsafe ImmutableArray<CudaDevice> All(CudaLibrary library, out string obstacle)
    {
        obstacle = string.Empty;
        var count = 0;
        var code = library.Init(0);
        if (code == 0)
            code = library.DeviceCount(&count);
        if (code is not 0 and not 100)
        {
            obstacle = $"the CUDA driver does not start: {library.Describe(code)}";
            return [];
        }

        var devices = ImmutableArray.CreateBuilder<CudaDevice>();
        for (var number = 0; number < count; number++)
        {
            var handle = 0;
            if (library.DeviceGet(&handle, number) == 0 && Describe(library, handle) is { Capability: >= OldestCapability } device)
                devices.Add(device);
        }

        if (devices.Count == 0)
            obstacle = count == 0 ? "the CUDA driver has no device" : "every CUDA device here is older than compute capability 6.0";
        return devices.ToImmutable();
    }

    private static unsafe CudaDevice Describe(CudaLibrary library, int handle)
    {
        var version = 0;
        _ = library.DriverVersion(&version);
        nuint bytes = 0;
        _ = library.DeviceMemory(&bytes, handle);
        var capability = (10 * Attribute(library, handle, CapabilityMajor)) + Attribute(library, handle, CapabilityMinor);
        var limits = new DeviceLimits(
            Attribute(library, handle, SharedBytes), Attribute(library, handle, MostItems), HasDoubles: true, HasTensorCores: capability >= FirstWithTensorCores)
        {
            DynamicSharedBytes = Attribute(library, handle, SharedBytesOnRequest),
        };
        var driver = string.Create(CultureInfo.InvariantCulture, $"CUDA {version / 1000}.{version % 1000 / 10}, compute capability {capability / 10}.{capability % 10}");
        var description = new DeviceDescription(Name(library, handle), driver, CDialect.Cuda, (long)bytes, (long)bytes, limits, IsProcessor: false);
        return new CudaDevice(handle, capability, Attribute(library, handle, MultiprocessorCount), Attribute(library, handle, SharedBytesOnRequest), description);
    }

    private static unsafe string Name(CudaLibrary library, int handle)
    {
        var text = stackalloc byte[256];
        if (library.DeviceName(text, 256, handle) != 0)
            return "a CUDA device";
        var name = new ReadOnlySpan<byte>(text, 256);
        var end = name.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? name : name[..end]);
    }

    private static unsafe int Attribute(CudaLibrary library, int handle, int attribute)
    {
        var value = 0;
        _ = library.DeviceAttribute(&value, attribute, handle);
        return value;
    }
}
