using System.Collections.Immutable;
using Dsl.DeviceChecks.Running;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
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
        Verify([.. CheckSuites.Of(CheckSuites.Launches).Where(static check => check.Name is "attention, odd sizes" or "attention, more questions than keys" or "attention, a step with dropout" or "attention, a small step, by tensor cores")], new CheckExtent(long.MaxValue, Every: 1));

    [FactRequiringClang]
    public void Segments_that_are_written_once_agree_with_the_reference() =>
        Verify([.. CheckSuites.Of(CheckSuites.Launches).Where(static check => check.Name.StartsWith("alike", StringComparison.Ordinal))], new CheckExtent(long.MaxValue, Every: 1));

    [FactRequiringClang]
    public void Recurrences_in_one_launch_agree_with_the_reference() =>
        Verify([.. CheckSuites.Of(CheckSuites.Launches).Where(static check => check.Name is "recurrence" or "recurrence in f16" or "recurrence with stacks")], new CheckExtent(long.MaxValue, Every: 1));

    [FactRequiringClang]
    public void Weights_held_in_memory_on_request_agree_with_the_reference()
    {
        using var fake = new FakeCuda { RunsKernels = true };
        using var backend = new DeviceBackend("cuda", FakeCuda.Context(fake));
        RecurrenceGraphs.Of(ElementType.Float32, 2, 3, 128).Verify(backend);
        Assert.Contains(fake.Launches, static launch => launch.SharedBytes >= 128 * 128 * sizeof(float));
    }

    [FactRequiringClang]
    public void A_row_is_written_where_the_old_values_lie()
    {
        using var fake = new FakeCuda { RunsKernels = true };
        using var backend = new DeviceBackend("cuda", FakeCuda.Context(fake));
        var builder = new GraphBuilder();
        var rows = new Variable("rows", TestGraph.Type(ElementType.Float32, 3, 50, 2), VariableKind.State, null);
        var (row, index) = (new GraphInput("row", TestGraph.Type(ElementType.Float32, 3, 1, 2)), new GraphInput("index", TestGraph.Type(ElementType.Int)));
        var written = builder.Create(IndexingOperators.WriteAt, [builder.CreateVariable(rows, 0), builder.CreateInput(row), builder.CreateInput(index)], new AxisAttributes(1));
        using var program = BackendRun.Compile(backend, [], [new VariableAssignment(rows, written)]);
        using var storage = Tensor.FromDoubles(ElementType.Float32, [3, 50, 2], [.. Enumerable.Range(0, 300).Select(static i => (double)i)]);
        using var value = Tensor.FromDoubles(ElementType.Float32, [3, 1, 2], [-1, -2, -3, -4, -5, -6]);
        program.BindVariable(rows, storage);
        program.BindInput(row, value);
        foreach (var place in (double[])[7, 49])
        {
            using var position = Tensor.FromDoubles(ElementType.Int, [], [place]);
            program.BindInput(index, position);
            program.Run(CancellationToken.None);
        }

        Assert.Equal(Enumerable.Range(0, 300).Select(static i => i / 2 % 50 is 7 or 49 ? -(i / 100 * 2) - (i % 2) - 1 : (double)i), storage.ToDoubles());
    }

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
