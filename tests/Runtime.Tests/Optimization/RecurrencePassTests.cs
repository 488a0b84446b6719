using System.Collections.Immutable;
using Dsl.Language.Differentiation;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Reference;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Optimization;
using Dsl.Runtime.Tests.Backends;

namespace Dsl.Runtime.Tests.Optimization;

/// <summary>What recurrences look like after the passes, and that their numbers stay.</summary>
public sealed class RecurrencePassTests
{
    private const int Length = 5;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_turn_of_a_recurrent_net_has_one_contraction_forwards_and_one_backwards(bool reverse)
    {
        var graph = new TestGraph();
        var (wx, wh, b) = (graph.Spread(ElementType.Float64, 3, 4), graph.Spread(ElementType.Float64, 4, 4), graph.Spread(ElementType.Float64, 4));
        var x = graph.Spread(ElementType.Float64, Length, 2, 3);
        var builder = graph.Builder;
        var (step, carry, inputWeight, carryWeight, bias) = (Inner("x", 2, 3), Inner("h", 2, 4), Inner("Wx", 3, 4), Inner("Wh", 4, 4), Inner("b", 4));
        var sum = builder.Add(
            builder.Add(
                builder.MatrixProduct(builder.CreateInput(step), builder.CreateInput(inputWeight)),
                builder.MatrixProduct(builder.CreateInput(carry), builder.CreateInput(carryWeight))),
            builder.Broadcast(builder.CreateInput(bias), Shape.Of(2, 4)));
        var next = builder.Create(FunctionOperators.Tanh, sum);
        var body = new ScanBody(Index(), [carry], [step], [inputWeight, carryWeight, bias], [next], [next]);
        var scan = builder.CreateScan(body, Length, reverse, [builder.Zeros(TestGraph.Type(ElementType.Float64, 2, 4)), x, wx, wh, b]);
        var output = builder.CreateScanResult(scan, 1);
        var loss = builder.Sum(builder.Multiply(output, output), [0, 1, 2]);
        var gradients = ReverseMode.Differentiate(builder, loss, [wx, wh, b, x]).Gradients;
        var optimized = Optimize(graph, ScanMerging.Merge([loss, .. gradients]));

        var bodies = Bodies(optimized);
        Assert.Equal(2, bodies.Length);
        foreach (var turn in bodies)
        {
            Assert.Single(turn.Carries);
            Assert.Equal(1, Count(turn, ContractionOperators.Contract));
            Assert.Equal(0, Count(turn, ReductionOperators.Sum));
        }

        // What the turns no longer do: the products with x, and the gradients of Wx, Wh and x.
        Assert.Equal(4, GraphTraversal.TopologicalOrder(optimized).Count(static node => node.Operator == ContractionOperators.Contract));
    }

    [Fact]
    public void What_a_turn_only_stacks_is_computed_after_all_turns()
    {
        var (graph, carry, next, weight) = Turn();
        var builder = graph.Builder;
        var shown = builder.Create(FunctionOperators.Sigmoid, builder.MatrixProduct(next, builder.CreateInput(weight)));
        var scan = Scan(graph, [carry], [], [weight], [next], [shown]);
        var body = Assert.Single(Bodies(Optimize(graph, [builder.CreateScanResult(scan, 1)])));
        Assert.Equal(0, Count(body, ContractionOperators.Contract));
        Assert.Equal(0, Count(body, FunctionOperators.Sigmoid));
    }

    [Fact]
    public void What_depends_on_no_carried_value_is_computed_before_all_turns()
    {
        var (graph, carry, next, weight) = Turn();
        var builder = graph.Builder;
        var (row, table) = (Inner("row", 2, 4), Inner("table", 7, 4));
        var index = Index();
        var position = builder.Broadcast(builder.Unsqueeze(builder.Select(builder.CreateInput(table), builder.CreateInput(index), 0), 0), Shape.Of(2, 4));
        var fromRow = builder.MatrixProduct(builder.Multiply(builder.CreateInput(row), position), builder.CreateInput(weight));
        var always = builder.Create(FunctionOperators.Exp, builder.CreateInput(weight));
        var sum = builder.Add(builder.Add(next, fromRow), builder.MatrixProduct(builder.CreateInput(carry), always));
        var body = new ScanBody(index, [carry], [row], [weight, table], [sum], [builder.Create(FunctionOperators.Tanh, sum)]);
        var scan = builder.CreateScan(body, Length, reverse: true,
        [
            graph.Spread(ElementType.Float64, 2, 4), graph.Spread(ElementType.Float64, Length, 2, 4),
            graph.Spread(ElementType.Float64, 4, 4), graph.Spread(ElementType.Float64, 7, 4),
        ]);
        var optimized = Assert.Single(Bodies(Optimize(graph, [builder.CreateScanResult(scan, 0), builder.CreateScanResult(scan, 1)])));
        Assert.Equal(1, Count(optimized, ContractionOperators.Contract));
        Assert.Equal(0, Count(optimized, FunctionOperators.Exp));
        Assert.Equal(0, Count(optimized, IndexingOperators.Select));
    }

    [Fact]
    public void Random_numbers_of_a_turn_stay_in_it()
    {
        var (graph, carry, next, weight) = Turn();
        var builder = graph.Builder;
        var (index, seed) = (Index(), new GraphInput("seed", TensorType.Scalar(ElementType.Int)));
        var noise = builder.Create(RandomOperators.Random, [builder.CreateInput(seed), builder.CreateInput(index)], new RandomAttributes(Shape.Of(2, 4), 3));
        var noisy = builder.MatrixProduct(builder.Cast(noise, ElementType.Float64), builder.CreateInput(weight));
        var scan = builder.CreateScan(
            new ScanBody(index, [carry], [], [weight, seed], [builder.Add(next, noisy)], [next]), Length, reverse: false,
            [graph.Spread(ElementType.Float64, 2, 4), graph.Spread(ElementType.Float64, 4, 4), builder.CreateConstant(11, ElementType.Int)]);
        var body = Assert.Single(Bodies(Optimize(graph, [builder.CreateScanResult(scan, 0), builder.CreateScanResult(scan, 1)])));
        Assert.Equal(1, Count(body, RandomOperators.Random));
    }

    [Fact]
    public void Sums_over_turns_that_are_needed_in_turns_stay_in_them()
    {
        var (graph, carry, next, weight) = Turn();
        var builder = graph.Builder;
        var (total, seen) = (Inner("total", 4, 4), Inner("seen", 2, 4));
        var product = builder.Contract(next, builder.CreateInput(carry), new ContractionAttributes([], [(0, 0)]));
        var bothTotal = builder.Add(builder.CreateInput(total), product);
        var running = builder.Add(builder.CreateInput(seen), next);
        var scan = Scan(graph, [carry, total, seen], [], [weight], [builder.MatrixProduct(next, builder.CreateInput(weight)), bothTotal, running], [running]);
        var body = Assert.Single(Bodies(Optimize(graph, [.. Enumerable.Range(0, 4).Select(i => builder.CreateScanResult(scan, i))])));
        Assert.Equal(["h", "seen"], body.Carries.Select(static c => c.Name));
        Assert.Equal(1, Count(body, ContractionOperators.Contract));
    }

    [Fact]
    public void What_nobody_reads_is_neither_carried_nor_stacked()
    {
        var (graph, carry, next, weight) = Turn();
        var builder = graph.Builder;
        var (unread, still, row, again) = (Inner("unread", 2, 4), Inner("still", 2, 4), Inner("row", 2, 4), Inner("again", 2, 4));
        var sum = builder.Add(builder.Add(next, builder.CreateInput(still)), builder.Add(builder.CreateInput(row), builder.CreateInput(again)));
        var sequence = graph.Spread(ElementType.Float64, Length, 2, 4);
        var start = graph.Spread(ElementType.Float64, 2, 4);
        var scan = builder.CreateScan(
            new ScanBody(
                Index(), [carry, unread, still], [row, again], [weight], [sum, builder.Add(builder.CreateInput(unread), sum), builder.CreateInput(still)],
                [builder.CreateInput(row), sum, sum, builder.CreateInput(unread)]),
            Length, reverse: false, [start, start, start, sequence, sequence, graph.Spread(ElementType.Float64, 4, 4)]);
        ImmutableArray<int> asked = [0, 2, 3, 4, 5];
        var optimized = Optimize(graph, [.. asked.Select(i => builder.CreateScanResult(scan, i))]);
        var body = Assert.Single(Bodies(optimized));
        Assert.Equal(["h"], body.Carries.Select(static c => c.Name));
        Assert.Single(body.Sequences);
        Assert.Single(body.Outputs);
        Assert.Equal(SourceOperators.Input, optimized[1].Operator);
        Assert.Same(optimized[3], optimized[4]);
    }

    private static (TestGraph Graph, GraphInput Carry, Node Next, GraphInput Weight) Turn()
    {
        var graph = new TestGraph();
        var carry = Inner("h", 2, 4);
        return (graph, carry, graph.Builder.Create(FunctionOperators.Sin, graph.Builder.CreateInput(carry)), Inner("W", 4, 4));
    }

    private static Node Scan(
        TestGraph graph, ImmutableArray<GraphInput> carries, ImmutableArray<GraphInput> sequences, ImmutableArray<GraphInput> captures,
        ImmutableArray<Node> results, ImmutableArray<Node> outputs)
    {
        ImmutableArray<Node> inputs =
        [
            .. carries.Select(input => graph.Spread(ElementType.Float64, [.. input.Type.Shape.ToConstant()])),
            .. sequences.Select(input => graph.Spread(ElementType.Float64, [Length, .. input.Type.Shape.ToConstant()])),
            .. captures.Select(input => graph.Spread(ElementType.Float64, [.. input.Type.Shape.ToConstant()])),
        ];
        return graph.Builder.CreateScan(new ScanBody(Index(), carries, sequences, captures, results, outputs), Length, reverse: false, inputs);
    }

    // The passes' result, which has to give the same numbers as the graph they were given.
    private static ImmutableArray<Node> Optimize(TestGraph graph, ImmutableArray<Node> outputs)
    {
        var optimized = PassPipeline.Run(new CompileRequest(outputs, [], [])).Outputs;
        var expected = BackendRun.Outputs(new ReferenceBackend(), outputs, graph.Inputs);
        var actual = BackendRun.Outputs(new ReferenceBackend(), optimized, graph.Inputs);
        for (var i = 0; i < outputs.Length; i++)
        {
            Assert.Equal(outputs[i].Type, optimized[i].Type);
            Closeness.Verify(expected[i], actual[i], 1e-12, $"output {i}");
        }

        return optimized;
    }

    private static ImmutableArray<ScanBody> Bodies(ImmutableArray<Node> outputs) =>
        [.. GraphTraversal.TopologicalOrder(outputs).Select(static node => node.Attributes.InnerBody).OfType<ScanBody>()];

    private static int Count(ScanBody body, Operator @operator) =>
        GraphTraversal.TopologicalOrder(body.CarryResults.AddRange(body.Outputs)).Count(node => node.Operator == @operator);

    private static GraphInput Inner(string name, params int[] shape) => new(name, TestGraph.Type(ElementType.Float64, shape));

    private static GraphInput Index() => new("t", TensorType.Scalar(ElementType.Int));
}
