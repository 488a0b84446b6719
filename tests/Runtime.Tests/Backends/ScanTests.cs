using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Backends.Reference;

namespace Dsl.Runtime.Tests.Backends;

/// <summary>Recurrences: both backends, both directions, inside one another.</summary>
public sealed class ScanTests
{
    [Theory]
    [InlineData(5, false)]
    [InlineData(6, true)]
    [InlineData(1, false)]
    [InlineData(0, false)]
    public void A_recurrent_net_agrees(int length, bool reverse)
    {
        var graph = new TestGraph();
        var results = RecurrentNet(graph, length, reverse);
        Compare(graph, results);
    }

    [Fact]
    public void Turns_allocate_nothing()
    {
        var graph = new TestGraph();
        var results = RecurrentNet(graph, 8, reverse: false);
        using var program = BackendRun.Compile(new CpuBackend(), [.. results], []);
        foreach (var (input, value) in graph.Inputs)
            program.BindInput(input, value);
        program.Run(CancellationToken.None);
        var before = GC.GetAllocatedBytesForCurrentThread();
        program.Run(CancellationToken.None);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void A_recurrence_inside_a_recurrence_agrees()
    {
        var graph = new TestGraph();
        var builder = graph.Builder;
        var (start, x) = (graph.Spread(ElementType.Float64, 4), graph.Spread(ElementType.Float64, 3, 5, 4));
        var (carry, rows) = (Inner("s", 4), Inner("rows", 5, 4));
        var (innerCarry, row, factor) = (Inner("a", 4), Inner("row", 4), Inner("f", 4));
        var next = builder.Add(builder.Multiply(builder.CreateInput(innerCarry), builder.CreateInput(factor)), builder.CreateInput(row));
        var inner = builder.CreateScan(
            new ScanBody(Index(), [innerCarry], [row], [factor], [next], [next]), 5, reverse: true,
            [builder.CreateInput(carry), builder.CreateInput(rows), builder.CreateInput(carry)]);
        var last = builder.Create(FunctionOperators.Tanh, builder.CreateScanResult(inner, 0));
        var sums = builder.Sum(builder.CreateScanResult(inner, 1), [0]);
        var outer = builder.CreateScan(new ScanBody(Index(), [carry], [rows], [], [last], [sums, last]), 3, reverse: false, [start, x]);
        Compare(graph, [.. Enumerable.Range(0, 3).Select(i => builder.CreateScanResult(outer, i))]);
    }

    [Fact]
    public void Carries_may_change_places_and_the_index_is_known()
    {
        var graph = new TestGraph();
        var builder = graph.Builder;
        var (a, b, index) = (Inner("a", 3), Inner("b", 3), Index());
        var turn = builder.Broadcast(builder.Cast(builder.CreateInput(index), ElementType.Float64), Shape.Of(3));
        var body = new ScanBody(index, [a, b], [], [], [builder.CreateInput(b), builder.CreateInput(a)], [builder.Add(builder.CreateInput(a), turn), turn]);
        var scan = builder.CreateScan(body, 5, reverse: false, [graph.Spread(ElementType.Float64, 3), graph.Spread(ElementType.Float64, 3)]);
        Compare(graph, [.. Enumerable.Range(0, 4).Select(i => builder.CreateScanResult(scan, i))]);
    }

    [Theory]
    [InlineData(4, false)]
    [InlineData(5, true)]
    [InlineData(1, true)]
    [InlineData(0, false)]
    public void Carried_values_may_be_stacked_before_and_after_turns(int length, bool reverse)
    {
        var graph = new TestGraph();
        var builder = graph.Builder;
        var (a, b, c) = (Inner("a", 3), Inner("b", 3), Inner("c", 3));
        var (nextA, nextB) = (builder.Add(builder.CreateInput(a), builder.CreateInput(b)), builder.Create(FunctionOperators.Sin, builder.CreateInput(a)));
        var nextC = builder.Multiply(builder.CreateInput(c), nextB);
        var body = new ScanBody(Index(), [a, b, c], [], [], [nextA, nextB, nextC], [nextA, builder.CreateInput(b), nextC, builder.CreateInput(c), nextA]);
        var scan = builder.CreateScan(
            body, length, reverse, [graph.Spread(ElementType.Float64, 3), graph.Spread(ElementType.Float64, 3), graph.Spread(ElementType.Float64, 3)]);
        Compare(graph, [.. Enumerable.Range(0, 8).Select(i => builder.CreateScanResult(scan, i))]);
        Compare(graph, [.. Enumerable.Range(3, 4).Select(i => builder.CreateScanResult(scan, i))]);
    }

    private static Node[] RecurrentNet(TestGraph graph, int length, bool reverse)
    {
        var builder = graph.Builder;
        var (h, x) = (graph.Spread(ElementType.Float64, 4, 20), graph.Spread(ElementType.Float64, length, 4, 7));
        var (wx, wh) = (graph.Spread(ElementType.Float64, 7, 20), graph.Spread(ElementType.Float64, 20, 20));
        var (step, carry, inputWeight, carryWeight) = (Inner("x", 4, 7), Inner("h", 4, 20), Inner("Wx", 7, 20), Inner("Wh", 20, 20));
        var next = builder.Create(FunctionOperators.Tanh, builder.Add(
            builder.MatrixProduct(builder.CreateInput(step), builder.CreateInput(inputWeight)),
            builder.MatrixProduct(builder.CreateInput(carry), builder.CreateInput(carryWeight))));
        var body = new ScanBody(Index(), [carry], [step], [inputWeight, carryWeight], [next], [next]);
        var scan = builder.CreateScan(body, length, reverse, [h, x, wx, wh]);
        return [builder.CreateScanResult(scan, 0), builder.CreateScanResult(scan, 1)];
    }

    private static void Compare(TestGraph graph, Node[] results)
    {
        var expected = BackendRun.Outputs(new ReferenceBackend(), [.. results], graph.Inputs);
        var actual = BackendRun.Outputs(new CpuBackend(), [.. results], graph.Inputs);
        for (var i = 0; i < results.Length; i++)
            Closeness.Verify(expected[i], actual[i], 1e-11, $"result {i}");
    }

    private static GraphInput Inner(string name, params int[] shape) => new(name, TestGraph.Type(ElementType.Float64, shape));

    private static GraphInput Index() => new("t", TensorType.Scalar(ElementType.Int));
}
