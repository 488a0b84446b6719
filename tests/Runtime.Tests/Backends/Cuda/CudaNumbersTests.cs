using System.Collections.Immutable;
using Dsl.DeviceChecks.Running;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Devices;
using Dsl.Runtime.Backends.Reference;
using Dsl.Runtime.Execution;

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
    public void Tiles_of_tensor_cores_agree_with_the_reference() =>
        Verify([.. CheckSuites.Of(CheckSuites.Products).Where(static check => check.Name is "tensor tiles" or "tensor cores, odd sizes" or "wrong fragments")], new CheckExtent(long.MaxValue, Every: 4));

    [FactRequiringClang]
    public void Sweeps_agree_with_the_reference() =>
        Verify([.. CheckSuites.Of(CheckSuites.Launches).Where(static check => check.Name is "attention, odd sizes" or "attention, a step with dropout" or "attention, a small step, by tensor cores")], new CheckExtent(long.MaxValue, Every: 1));

    [FactRequiringClang]
    public void Recurrences_in_one_launch_agree_with_the_reference() =>
        Verify([.. CheckSuites.Of(CheckSuites.Launches).Where(static check => check.Name is "recurrence" or "recurrence in f16" or "recurrence with stacks")], new CheckExtent(long.MaxValue, Every: 1));

    [FactRequiringClang]
    public void A_network_is_trained_to_the_weights_of_the_reference() => Verify([.. CheckSuites.Of(CheckSuites.Networks).Where(static check => check.Name == "perceptron")]);

    [FactRequiringClang]
    public void Products_on_tensor_cores_agree_with_the_reference()
    {
        using var fake = new FakeCuda { RunsKernels = true };
        using var backend = new DeviceBackend("cuda", FakeCuda.Context(fake));
        var graphs = KernelCollection.Products(
            [ElementType.Float16, ElementType.BFloat16], [(128, 256, 64), (100, 72, 40), (33, 48, 130), (16, 16, 16)]).ToImmutableArray();
        backend.Prepare(graphs.Select(static output => new CompileRequest([output], [], [])));
        foreach (var output in graphs)
        {
            var inputs = Inputs(output);
            var expected = BackendRun.Outputs(new ReferenceBackend(), [output], inputs)[0];
            Assert.Equal(expected, BackendRun.Outputs(backend, [output], inputs)[0]);
        }

        Assert.All(fake.Launches, static launch => Assert.Contains("NN_MMA_16816", launch.Text, StringComparison.Ordinal));
    }

    // Whole numbers so small that every sum is exact.
    private static (GraphInput Input, Tensor Value)[] Inputs(Node output)
    {
        var found = new List<(GraphInput, Tensor)>();
        Visit(output);
        return [.. found];

        void Visit(Node node)
        {
            if (node.Operator == SourceOperators.Input)
            {
                var tensor = new Tensor(node.Element, node.Shape.ToConstant());
                for (var i = 0L; i < tensor.ElementCount; i++)
                    tensor.SetDouble(i, (((i * 7) + (i / 13 * 5) + found.Count) % 3) - 1);
                found.Add((node.AttributesAs<InputAttributes>().Input, tensor));
            }

            foreach (var input in node.Inputs)
                Visit(input);
        }
    }

    private static void Verify(ImmutableArray<DeviceCheck> checks, CheckExtent? extent = null)
    {
        Assert.NotEmpty(checks);
        extent ??= Extent;
        using var fake = new FakeCuda { RunsKernels = true };
        using var backend = new DeviceBackend("cuda", FakeCuda.Context(fake));
        backend.Prepare(checks.SelectMany(check => check.Requests(extent)));
        var compared = checks.Sum(check => check.Run(backend, extent));
        Assert.True(compared >= checks.Length / 2, $"{compared} comparisons");
        Assert.NotEmpty(fake.Launches);
    }
}
