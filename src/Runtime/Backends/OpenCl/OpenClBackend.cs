using System.Collections.Immutable;
using System.Diagnostics;
using Dsl.Runtime.Backends.Devices;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Optimization;
using Dsl.Runtime.Scheduling;

namespace Dsl.Runtime.Backends.OpenCl;

/// <summary>Computes on a device that OpenCL 1.2 offers.</summary>
public sealed class OpenClBackend : IBackend, IDisposable
{
    private static readonly SchedulingOptions Options = new(Fuse: true, FindContractions: true, Launch: false);

    private readonly OpenClContext context;

    private OpenClBackend(OpenClContext context)
    {
        this.context = context;
    }

    public string Name => "opencl";

    /// <summary>What the device is called.</summary>
    public string DeviceName => context.Device.Name;

    /// <summary>The names of all devices, in the order of their numbers; empty where there is no OpenCL.</summary>
    public static ImmutableArray<string> Devices() =>
        OpenClLibrary.TryLoad() is { } library ? [.. OpenClDevice.All(library).Select(static device => device.Description.Name)] : [];

    /// <summary>A backend on a device; null where there is none of that number.</summary>
    public static OpenClBackend? TryCreate(int number)
    {
        if (OpenClLibrary.TryLoad() is not { } library)
            return null;
        var devices = OpenClDevice.All(library);
        return number >= 0 && number < devices.Length ? new OpenClBackend(new OpenClContext(library, devices[number])) : null;
    }

    public ICompiledProgram Compile(CompileRequest request)
    {
        var started = Stopwatch.GetTimestamp();
        return new DeviceProgram(Scheduler.Build(PassPipeline.Run(request), Options), context, started);
    }

    public void Dispose() => context.Dispose();
}
