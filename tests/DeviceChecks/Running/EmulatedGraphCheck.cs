using System.Collections.Immutable;
using Dsl.DeviceChecks.Graphs;
using Dsl.Runtime.Backends.Cuda;
using Dsl.Runtime.Backends.Devices;
using Dsl.Runtime.Backends.OpenCl;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Scheduling;

namespace Dsl.DeviceChecks.Running;

/// <summary>Graphs whose products are computed by tensor cores, which are emulated on an OpenCL device that has none.</summary>
/// <param name="Suite">The suite it belongs to.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Graphs">The graphs.</param>
internal sealed record EmulatedGraphCheck(string Suite, string Name, Lazy<ImmutableArray<CheckedGraph>> Graphs) : DeviceCheck(Suite, Name)
{
    /// <summary>Whether few groups count as enough, so that small graphs get the forms of large ones.</summary>
    public bool HasFormsOfLargeOnes { get; init; }

    public override int Run(IBackend backend, CheckExtent extent)
    {
        if (backend is not DeviceBackend device || (device.Name != "opencl" && !HasFormsOfLargeOnes))
            return new GraphCheck(Suite, Name, Graphs).Run(backend, extent);
        var options = DeviceOptions.Default with { EmulatesTensorCores = true, EnoughGroups = HasFormsOfLargeOnes ? 0 : DeviceTarget.ManyGroups };
        var obstacle = string.Empty;
        using var other = device.Name == "opencl" ? OpenClBackend.TryCreate(OpenClBackend.Devices().IndexOf(device.Device), out obstacle, options)
            : CudaBackend.TryCreate(CudaSupport.Find().Devices.IndexOf(device.Device), out obstacle, options);
        return new GraphCheck(Suite, Name, Graphs).Run(other ?? throw new CheckFailedException(obstacle), extent);
    }
}
