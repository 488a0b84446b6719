using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Devices;
using Dsl.Runtime.Backends.OpenCl;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Tests.Backends.Devices;

/// <summary>Mistakes that only values show, on an OpenCL device: reported as elsewhere, and variables stay as they were.</summary>
public sealed class FaultsOnPoclTests
{
    [FactRequiringOpenCl]
    public void An_index_out_of_range_leaves_a_variable_as_it_was_and_the_next_run_is_sound()
    {
        using var backend = OpenClBackend.TryCreate(0)!;
        var graph = new TestGraph();
        var variable = new Variable("v", TestGraph.Type(ElementType.Float32, 300), VariableKind.State, null);
        var value = graph.Builder.CreateVariable(variable, 0);
        var indices = new GraphInput("i", TestGraph.Type(ElementType.Int, 300));
        var table = graph.Input(ElementType.Float32, [4], 10, 20, 30, 40);
        var picked = graph.Builder.Gather(table, graph.Builder.CreateInput(indices));
        using var program = backend.Compile(new CompileRequest([], [new VariableAssignment(variable, graph.Builder.Add(value, picked))], []));
        using var storage = Tensor.Filled(ElementType.Float32, [300], 1);
        using var rows = Tensor.Filled(ElementType.Int, [300], 2);
        rows.SetDouble(299, 4);
        program.BindVariable(variable, storage);
        program.BindInput(indices, rows);
        program.BindInput(graph.Inputs[0].Input, graph.Inputs[0].Value);
        var fault = program.Run(CancellationToken.None);
        Assert.Equal("NN4001", fault?.Descriptor.Code);
        Assert.Equal("gather", fault?.Node?.Operator.Name);
        Assert.Equal("the index 4 is outside a dimension of size 4: expected -4 to 3", fault?.Message);
        Assert.All(storage.ToDoubles(), static element => Assert.Equal(1, element));

        rows.SetDouble(299, 3);
        Assert.Null(program.Run(CancellationToken.None));
        Assert.Equal((31, 41), (storage.GetDouble(0), storage.GetDouble(299)));
        program.Run(CancellationToken.None);
        Assert.Equal((61, 81), (storage.GetDouble(0), storage.GetDouble(299)));
    }

    [FactRequiringOpenCl]
    public void A_label_out_of_range_leaves_the_weights_as_they_were()
    {
        using var backend = OpenClBackend.TryCreate(0)!;
        using var network = new Perceptron(backend, batch: 24, width: 7, hidden: 9, classes: 3);
        var first = network.Step();
        Assert.True(network.Step() < first);
        var before = network.Weights.Select(static tensor => tensor.ToDoubles()).ToArray();
        network.Labels.SetDouble(5, 3);
        network.RunOnly();
        Assert.Equal("NN4001", network.Fault?.Descriptor.Code);
        Assert.Equal(before, network.Weights.Select(static tensor => tensor.ToDoubles()));
        network.Labels.SetDouble(5, 0);
        Assert.True(double.IsFinite(network.Step()));
        Assert.NotEqual(before, network.Weights.Select(static tensor => tensor.ToDoubles()));
    }

    [TheoryRequiringOpenCl]
    [InlineData(4)]
    [InlineData(7)]
    public void A_halt_holds_until_the_results_are_collected(int runs)
    {
        using var backend = OpenClBackend.TryCreate(0)!;
        var graph = new TestGraph();
        var variable = new Variable("v", TestGraph.Type(ElementType.Float32), VariableKind.State, null);
        var value = graph.Builder.CreateVariable(variable, 0);
        var goesOn = graph.Builder.Create(ComparisonOperators.Less, value, graph.Builder.ConstantLike(value, 3));
        var next = graph.Builder.Add(value, graph.Builder.ConstantLike(value, 1));
        using var program = (IDeferredProgram)backend.Compile(new CompileRequest([goesOn], [new VariableAssignment(variable, next)], []) { GuardOutput = 0 });
        using var storage = Tensor.Filled(ElementType.Float32, [], 0);
        program.BindVariable(variable, storage);
        Begin(runs);

        // The fourth run finds 3, still counts on, and halts all after it.
        Assert.Equal(4, storage.GetDouble(0));
        Begin(1);
        Assert.Equal(5, storage.GetDouble(0));

        void Begin(int count)
        {
            for (var run = 0; run < count; run++)
            {
                program.Start();
                program.SetAside();
            }

            program.Collect();
            Assert.Null(program.Fault);
        }
    }

    [FactRequiringOpenCl]
    public void A_singular_system_is_reported()
    {
        using var backend = OpenClBackend.TryCreate(0)!;
        var graph = new TestGraph();
        var matrix = graph.Input(ElementType.Float32, [2, 2], 1, 2, 2, 4);
        var output = graph.Builder.Create(LinearAlgebraOperators.Solve, matrix, graph.Input(ElementType.Float32, [2, 1], 1, 3));
        using var program = backend.Compile(new CompileRequest([output], [], []));
        foreach (var (input, value) in graph.Inputs)
            program.BindInput(input, value);
        var fault = program.Run(CancellationToken.None);
        Assert.Equal("NN4002", fault?.Descriptor.Code);
        graph.Inputs[0].Value.SetDouble(3, 5);
        Assert.Null(program.Run(CancellationToken.None));
        Assert.Equal([-1, 1], program.Output(0).ToDoubles());
    }

    [FactRequiringOpenCl]
    public void Kernels_kept_on_disk_compute_the_same()
    {
        var folder = Directory.CreateTempSubdirectory("nn-cache-").FullName;
        try
        {
            var first = Losses(folder, out var built);
            Assert.True(built.CompiledKernels > 0);
            Assert.Equal(first, Losses(folder, out var loaded));
            Assert.Equal((0, built.CompiledKernels), (loaded.CompiledKernels, loaded.LoadedKernels));

            // What is gone is built again.
            foreach (var path in Directory.GetFiles(folder))
                File.Delete(path);
            Assert.Equal(first, Losses(folder, out var again));
            Assert.Equal(built.CompiledKernels, again.CompiledKernels);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        static double[] Losses(string folder, out ProgramStatistics statistics)
        {
            using var backend = OpenClBackend.TryCreate(0, out _, new DeviceOptions(folder))!;
            using var network = new Perceptron(backend, batch: 24, width: 7, hidden: 9, classes: 3);
            statistics = network.Statistics;
            return [network.Step(), network.Step(), network.Step()];
        }
    }
}
