using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Tests.Backends;

/// <summary>Mistakes that only values show are reported as data, and leave variables alone.</summary>
public sealed class FaultTests
{
    [Theory]
    [MemberData(nameof(TestGraph.BackendNames), MemberType = typeof(TestGraph))]
    public void An_index_out_of_range_names_its_operation(string backend)
    {
        var graph = new TestGraph();
        var table = graph.Spread(ElementType.Float32, 4, 20);
        var gathered = graph.Builder.Gather(table, graph.Input(ElementType.Int, [3], 1, -5, 2));
        var output = graph.Builder.Exp(gathered);
        var fault = BackendRun.Fault(TestGraph.Backend(backend), output, graph.Inputs);
        Assert.Equal("NN4001", fault?.Descriptor.Code);
        Assert.Equal("gather", fault?.Node?.Operator.Name);
        Assert.Equal("the index -5 is outside a dimension of size 4: expected -4 to 3", fault?.Message);
    }

    [Theory]
    [MemberData(nameof(TestGraph.BackendNames), MemberType = typeof(TestGraph))]
    public void An_index_out_of_range_is_not_told_of_what_moves_the_table(string backend)
    {
        var graph = new TestGraph();
        var table = graph.Builder.Reshape(graph.Builder.SwapLastAxes(graph.Spread(ElementType.Float32, 20, 6)), Shape.Of(4, 30));
        var output = graph.Builder.Exp(graph.Builder.Gather(table, graph.Input(ElementType.Int, [3], 1, 9, 2)));
        Assert.Equal("gather", BackendRun.Fault(TestGraph.Backend(backend), output, graph.Inputs)?.Node?.Operator.Name);
    }

    [Theory]
    [MemberData(nameof(TestGraph.BackendNames), MemberType = typeof(TestGraph))]
    public void An_index_that_moves_nothing_is_checked(string backend)
    {
        var graph = new TestGraph();
        var row = graph.Spread(ElementType.Float32, 1, 20);
        var column = graph.Spread(ElementType.Float32, 20, 1);
        var rows = graph.Input(ElementType.Int, [3], 0, 5, 0);
        Node[] outputs =
        [
            graph.Builder.Gather(row, rows),
            graph.Builder.Gather(graph.Builder.Exp(row), rows),
            graph.Builder.Gather(graph.Builder.Broadcast(row, Shape.Of(5, 20)), rows),
            graph.Builder.Create(IndexingOperators.Pick, graph.Builder.Exp(column), graph.Input(ElementType.Int, [20], [.. Enumerable.Repeat(-2.0, 20)])),
        ];
        foreach (var output in outputs)
            Assert.Equal("NN4001", BackendRun.Fault(TestGraph.Backend(backend), graph.Builder.Exp(output), graph.Inputs)?.Descriptor.Code);
    }

    [Theory]
    [MemberData(nameof(TestGraph.BackendNames), MemberType = typeof(TestGraph))]
    public void An_empty_dimension_has_no_index(string backend)
    {
        var graph = new TestGraph();
        var output = graph.Builder.Gather(graph.Input(ElementType.Float32, [0]), graph.Input(ElementType.Int, [1], 0));
        Assert.Equal("NN4001", BackendRun.Fault(TestGraph.Backend(backend), output, graph.Inputs)?.Descriptor.Code);
    }

    [Theory]
    [MemberData(nameof(TestGraph.BackendNames), MemberType = typeof(TestGraph))]
    public void Scattered_rows_are_checked(string backend)
    {
        var graph = new TestGraph();
        var output = graph.Builder.Create(
            IndexingOperators.ScatterAdd, [graph.Input(ElementType.Int, [2], 0, 3), graph.Spread(ElementType.Float32, 2, 5)], new SizeAttributes(3));
        Assert.Equal("NN4001", BackendRun.Fault(TestGraph.Backend(backend), output, graph.Inputs)?.Descriptor.Code);
    }

    [Theory]
    [MemberData(nameof(TestGraph.BackendNames), MemberType = typeof(TestGraph))]
    public void A_singular_system_is_reported(string backend)
    {
        var graph = new TestGraph();
        var output = graph.Builder.Create(
            LinearAlgebraOperators.Solve, graph.Input(ElementType.Float32, [2, 2], 1, 2, 2, 4), graph.Input(ElementType.Float32, [2, 1], 1, 3));
        Assert.Equal("NN4002", BackendRun.Fault(TestGraph.Backend(backend), output, graph.Inputs)?.Descriptor.Code);
    }

    [Theory]
    [MemberData(nameof(TestGraph.BackendNames), MemberType = typeof(TestGraph))]
    public void Too_much_memory_is_a_fault_and_not_taken(string backend)
    {
        var graph = new TestGraph();
        var x = graph.Spread(ElementType.Float32, 1);
        var huge = graph.Builder.Broadcast(x, Shape.Of(2_000_000, 2_000_000));
        Assert.Equal("NN4003", BackendRun.Fault(TestGraph.Backend(backend), huge, graph.Inputs)?.Descriptor.Code);
    }

    [Theory]
    [MemberData(nameof(TestGraph.BackendNames), MemberType = typeof(TestGraph))]
    public void A_fault_leaves_variables_as_they_were(string backend)
    {
        var graph = new TestGraph();
        var variable = new Variable("v", TestGraph.Type(ElementType.Float32, 3), VariableKind.State, null);
        var value = graph.Builder.CreateVariable(variable, 0);
        var picked = graph.Builder.Gather(graph.Spread(ElementType.Float32, 4), graph.Input(ElementType.Int, [3], 0, 1, 7));
        using var program = BackendRun.Compile(TestGraph.Backend(backend), [], [new VariableAssignment(variable, graph.Builder.Add(value, picked))]);
        foreach (var (input, tensor) in graph.Inputs)
            program.BindInput(input, tensor);
        using var storage = Tensor.FromDoubles(ElementType.Float32, [3], [1, 2, 3]);
        program.BindVariable(variable, storage);
        var fault = program.Run(CancellationToken.None);
        Assert.Equal("NN4001", fault?.Descriptor.Code);
        Assert.Equal(3, storage.GetDouble(2));
    }

    [Theory]
    [MemberData(nameof(TestGraph.BackendNames), MemberType = typeof(TestGraph))]
    public void Dividing_an_int_by_zero_gives_zero(string backend)
    {
        var graph = new TestGraph();
        var output = graph.Builder.FloorDivide(graph.Input(ElementType.Int, [3], 7, -7, -9e18), graph.Input(ElementType.Int, [3], 0, 2, -1));
        var values = BackendRun.Outputs(TestGraph.Backend(backend), [output], graph.Inputs)[0];
        Assert.Equal([0, -4, 9e18], values);
    }

    [Theory]
    [MemberData(nameof(TestGraph.BackendNames), MemberType = typeof(TestGraph))]
    public void A_cancelled_run_stops(string backend)
    {
        var graph = new TestGraph();
        using var program = BackendRun.Compile(TestGraph.Backend(backend), [graph.Builder.Exp(graph.Spread(ElementType.Float32, 3))], []);
        program.BindInput(graph.Inputs[0].Input, graph.Inputs[0].Value);
        Assert.Throws<OperationCanceledException>(() => program.Run(new CancellationToken(canceled: true)));
    }

    [Theory]
    [MemberData(nameof(TestGraph.BackendNames), MemberType = typeof(TestGraph))]
    public void What_is_not_bound_is_named(string backend)
    {
        var graph = new TestGraph();
        using var program = BackendRun.Compile(TestGraph.Backend(backend), [graph.Builder.Exp(graph.Spread(ElementType.Float32, 3))], []);
        Assert.Contains("x0", Assert.Throws<InvalidOperationException>(() => program.Run(CancellationToken.None)).Message, StringComparison.Ordinal);
    }
}
