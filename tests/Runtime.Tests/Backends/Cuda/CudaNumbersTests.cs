using System.Collections.Immutable;
using Dsl.DeviceChecks.Running;
using Dsl.Runtime.Backends.Devices;

namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>Kernels in CUDA C, with its exchanges between the items of a warp, give the numbers of the reference: compiled for the processor and launched by the host code for CUDA.</summary>
public sealed class CudaNumbersTests
{
    private static readonly CheckExtent Extent = new(Most: 20000, Every: 5);

    [FactRequiringClang]
    public void Graphs_agree_with_the_reference() => Verify(CheckSuites.Of(CheckSuites.Graphs));

    [FactRequiringClang]
    public void Operators_agree_with_the_reference() => Verify(CheckSuites.Of(CheckSuites.Operators));

    [FactRequiringClang]
    public void A_network_is_trained_to_the_weights_of_the_reference() => Verify([.. CheckSuites.Of(CheckSuites.Networks).Where(static check => check.Name == "perceptron")]);

    private static void Verify(ImmutableArray<DeviceCheck> checks)
    {
        Assert.NotEmpty(checks);

        // Without tensor cores: their instructions are left out.
        using var fake = new FakeCuda { RunsKernels = true, Capability = (7, 5) };
        using var backend = new DeviceBackend("cuda", FakeCuda.Context(fake));
        backend.Prepare(checks.SelectMany(static check => check.Requests(Extent)));
        var compared = checks.Sum(check => check.Run(backend, Extent));
        Assert.True(compared >= checks.Length / 2, $"{compared} comparisons");
        Assert.NotEmpty(fake.Launches);
    }
}
