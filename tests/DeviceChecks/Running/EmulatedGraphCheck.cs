using System.Collections.Immutable;
using Dsl.DeviceChecks.Graphs;
using Dsl.Runtime.Backends.Devices;
using Dsl.Runtime.Backends.OpenCl;
using Dsl.Runtime.Execution;

namespace Dsl.DeviceChecks.Running;

/// <summary>Graphs whose products are computed by tensor cores, which are emulated on an OpenCL device that has none.</summary>
internal sealed record EmulatedGraphCheck(string Suite, string Name, Lazy<ImmutableArray<CheckedGraph>> Graphs) : DeviceCheck(Suite, Name)
{
    public override int Run(IBackend backend, CheckExtent extent)
    {
        if (backend is not DeviceBackend { Name: "opencl" } device)
            return new GraphCheck(Suite, Name, Graphs).Run(backend, extent);
        var number = OpenClBackend.Devices().IndexOf(device.Device);
        using var emulated = OpenClBackend.TryCreate(number, out var obstacle, DeviceOptions.Default with { EmulatesTensorCores = true }) ?? throw new CheckFailedException(obstacle);
        return new GraphCheck(Suite, Name, Graphs).Run(emulated, extent);
    }
}
