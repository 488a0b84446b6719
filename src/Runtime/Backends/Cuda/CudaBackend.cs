using System.Diagnostics;
using Dsl.Runtime.Backends.Devices;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Optimization;
using Dsl.Runtime.Scheduling;

namespace Dsl.Runtime.Backends.Cuda;

/// <summary>Computes on a device of NVIDIA through its driver, with kernels that NVRTC compiles.</summary>
public sealed class CudaBackend : IBackend, IDisposable
{
    private static readonly SchedulingOptions Options = new(Fuse: true, FindContractions: true, Launch: false);

    private readonly DeviceContext context;

    internal CudaBackend(DeviceContext context)
    {
        this.context = context;
    }

    public string Name => "cuda";

    /// <summary>What the device is called.</summary>
    public string DeviceName => context.Device.Name;

    /// <summary>A backend on a device; null where there is none of that number.</summary>
    /// <param name="number">The device's number among those of <see cref="CudaSupport"/>.</param>
    /// <param name="obstacle">Why there is none; empty when there is one.</param>
    public static CudaBackend? TryCreate(int number, out string obstacle)
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

        var compiler = NvrtcLibrary.TryLoad(search, out var compilerObstacle);
        return new CudaBackend(new CudaContext(library, devices[number], compiler, compilerObstacle));
    }

    public ICompiledProgram Compile(CompileRequest request)
    {
        var started = Stopwatch.GetTimestamp();
        return new DeviceProgram(Scheduler.Build(PassPipeline.Run(request), Options), context, started);
    }

    public void Dispose() => context.Dispose();
}
