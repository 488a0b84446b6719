using System.Diagnostics;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Optimization;
using Dsl.Runtime.Scheduling;

namespace Dsl.Runtime.Backends.Devices;

/// <summary>Computes on a device.</summary>
public sealed class DeviceBackend : IBackend, IDisposable
{
    private static readonly SchedulingOptions Options = new(Fuse: true, FindContractions: true, Launch: false) { HasDeviceProducts = true };

    private readonly DeviceContext context;

    /// <param name="name">The name by which a user chooses the device.</param>
    /// <param name="context">The device; disposed of with the backend.</param>
    internal DeviceBackend(string name, DeviceContext context)
    {
        Name = name;
        this.context = context;
    }

    public string Name { get; }

    /// <summary>The device.</summary>
    public DeviceDescription Device => context.Device;

    internal DeviceContext Context => context;

    public ICompiledProgram Compile(CompileRequest request)
    {
        var started = Stopwatch.GetTimestamp();
        return new DeviceProgram(Scheduler.Build(PassPipeline.Run(request), Options), context, started);
    }

    /// <summary>Builds the kernels of several requests at once, which takes less time than one after another.</summary>
    /// <exception cref="DeviceException">The driver refuses one.</exception>
    public void Prepare(IEnumerable<CompileRequest> requests) =>
        context.Modules.Require(requests.SelectMany(request => new DeviceSources(Scheduler.Build(PassPipeline.Run(request), Options), context.Device).All));

    public void Dispose() => context.Dispose();
}
