using Dsl.Runtime.Backends.Devices;

namespace Dsl.Runtime.Backends.Cuda;

/// <summary>Computes on a device of NVIDIA through its driver, with kernels that NVRTC compiles.</summary>
public static class CudaBackend
{
    /// <summary>The environment variable that says when products are computed by cuBLASLt: <c>off</c>, <c>on</c>, or <c>auto</c> for where it is faster.</summary>
    public const string LibraryVariable = "NN_CUBLAS";

    /// <summary>A backend on a device; null where there is none of that number.</summary>
    /// <param name="number">The device's number among those of <see cref="CudaSupport"/>.</param>
    /// <param name="obstacle">Why there is none; empty when there is one.</param>
    /// <param name="options">Whether and where built kernels are kept.</param>
    /// <exception cref="DeviceException">The device cannot be used.</exception>
    public static DeviceBackend? TryCreate(int number, out string obstacle, DeviceOptions? options = null)
    {
        var search = CudaSearch.Here;
        if (CudaLibrary.TryLoad(search, out obstacle) is not { } library)
            return null;
        var devices = CudaDevice.All(library, out obstacle);
        if (devices.IsEmpty)
            return null;
        if (number < 0 || number >= devices.Length)
        {
            obstacle = $"there is no CUDA device {number}: the numbers are 0 to {devices.Length - 1}";
            return null;
        }

        options ??= DeviceOptions.Default;
        var device = devices[number] with { Description = options.Limit(devices[number].Description) };
        var compiler = NvrtcLibrary.TryLoad(search, out var compilerObstacle);
        return new DeviceBackend("cuda", new CudaContext(library, device, compiler, compilerObstacle, () => CublasLtLibrary.TryLoad(search))
        {
            Cache = options.OpenCache(),
            LibraryUse = UseOf(Environment.GetEnvironmentVariable(LibraryVariable)),
        });
    }

    /// <summary>When products are computed by cuBLASLt, by the text of the environment variable.</summary>
    internal static LibraryUse UseOf(string? text) => text switch
    {
        "off" => LibraryUse.Never,
        "on" => LibraryUse.Always,
        _ => LibraryUse.Measured,
    };
}
