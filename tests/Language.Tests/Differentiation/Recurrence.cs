using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Language.Tests.Differentiation;

/// <summary>A graph around a recurrence: its inputs with values, and all results of the recurrence.</summary>
internal sealed record Recurrence(GraphBuilder Builder, ImmutableArray<(GraphInput Input, Node Node, TestTensor Value)> Inputs, ImmutableArray<Node> Results)
{
    /// <summary>The turn of a plain recurrent net, h = tanh(x Wx + h Wh + b); outputs h, or something else where asked.</summary>
    public static Recurrence Rnn(int length, bool reverse, bool outputsCarry)
    {
        var graph = new RecurrenceBuilder();
        var (x, h, wx, wh, b) = (graph.Input("x", [length, 2, 3]), graph.Input("h", [2, 2]), graph.Input("Wx", [3, 2]), graph.Input("Wh", [2, 2]), graph.Input("b", [2]));
        var builder = graph.Builder;
        var (step, carry, inputWeight, carryWeight, bias) = (Inner("x", 2, 3), Inner("h", 2, 2), Inner("Wx", 3, 2), Inner("Wh", 2, 2), Inner("b", 2));
        var sum = builder.Add(
            builder.MatrixProduct(builder.CreateInput(step), builder.CreateInput(inputWeight)),
            builder.MatrixProduct(builder.CreateInput(carry), builder.CreateInput(carryWeight)));
        var next = builder.Create(FunctionOperators.Tanh, builder.Add(sum, builder.Broadcast(builder.CreateInput(bias), Shape.Of(2, 2))));
        var output = outputsCarry ? next : builder.Multiply(next, builder.CreateInput(carry));
        var body = new ScanBody(Index(), [carry], [step], [inputWeight, carryWeight, bias], [next], [output]);
        return graph.Finish(body, length, reverse, [h, x, wx, wh, b]);
    }

    /// <summary>Two carried floats that mix, a carried int, and use of the index: c = c + h * t, h = sin(c) * w[n], n = n + 1.</summary>
    public static Recurrence TwoCarries(int length, bool reverse)
    {
        var graph = new RecurrenceBuilder();
        var (c, h, w) = (graph.Input("c", [3]), graph.Input("h", [3]), graph.Input("w", [length, 3]));
        var builder = graph.Builder;
        var (innerC, innerH, innerW, index) = (Inner("c", 3), Inner("h", 3), Inner("w", length, 3), Index());
        var count = new GraphInput("n", TensorType.Scalar(ElementType.Int));
        var turn = builder.Broadcast(builder.Cast(builder.CreateInput(index), ElementType.Float64), Shape.Of(3));
        var nextC = builder.Add(builder.CreateInput(innerC), builder.Multiply(builder.CreateInput(innerH), turn));
        var row = builder.Select(builder.CreateInput(innerW), builder.CreateInput(count), 0);
        var nextH = builder.Multiply(builder.Sin(nextC), row);
        var nextCount = builder.Add(builder.CreateInput(count), builder.CreateConstant(1, ElementType.Int));
        var body = new ScanBody(index, [innerC, innerH, count], [], [innerW], [nextC, nextH, nextCount], [builder.Multiply(nextC, nextC)]);
        return graph.Finish(body, length, reverse, [c, h, builder.CreateConstant(0, ElementType.Int), w]);
    }

    /// <summary>A recurrence inside a recurrence: the inner one folds each row of x with a weight that the outer one carries.</summary>
    public static Recurrence Nested()
    {
        var graph = new RecurrenceBuilder();
        var (x, start, w) = (graph.Input("x", [3, 2]), graph.Input("s", []), graph.Input("w", []));
        var builder = graph.Builder;
        var (row, carry, weight) = (Inner("x", 2), Inner("s"), Inner("w"));

        var (element, inner, innerCarry, innerWeight) = (Inner("x"), Inner("a"), Inner("s"), Inner("w"));
        var product = builder.Multiply(builder.CreateInput(element), builder.CreateInput(innerWeight));
        var folded = builder.Add(
            builder.Multiply(builder.CreateInput(inner), builder.CreateInput(inner)), builder.Multiply(product, builder.CreateInput(innerCarry)));
        var innerBody = new ScanBody(Index(), [inner], [element], [innerCarry, innerWeight], [folded], [builder.Sin(folded)]);
        var scan = builder.CreateScan(innerBody, 2, reverse: false,
            [builder.CreateConstant(0.3, ElementType.Float64), builder.CreateInput(row), builder.CreateInput(carry), builder.CreateInput(weight)]);
        var stacked = builder.Sum(builder.CreateScanResult(scan, 1), [0]);
        var next = builder.Add(builder.Create(FunctionOperators.Tanh, builder.CreateScanResult(scan, 0)), builder.CreateInput(weight));

        var body = new ScanBody(Index(), [carry], [row], [weight], [next], [stacked]);
        return graph.Finish(body, 3, reverse: false, [start, x, w]);
    }

    private static GraphInput Inner(string name, params ReadOnlySpan<int> sizes) =>
        new(name, new TensorType(ElementType.Float64, new Shape([.. sizes.ToArray().Select(static size => (Axis)size)])));

    private static GraphInput Index() => new("t", TensorType.Scalar(ElementType.Int));

    private sealed class RecurrenceBuilder
    {
        private readonly List<(GraphInput Input, Node Node, TestTensor Value)> inputs = [];

        public GraphBuilder Builder { get; } = new();

        public Node Input(string name, ImmutableArray<int> shape)
        {
            var input = new GraphInput(name, new TensorType(ElementType.Float64, new Shape([.. shape.Select(static size => (Axis)size)])));
            var node = Builder.CreateInput(input);
            inputs.Add((input, node, OperatorSamples.Spread(shape, -0.9, 0.9, seed: inputs.Count + 3)));
            return node;
        }

        public Recurrence Finish(ScanBody body, int length, bool reverse, ImmutableArray<Node> scanInputs)
        {
            var scan = Builder.CreateScan(body, length, reverse, scanInputs);
            var results = Enumerable.Range(0, body.CarryResults.Length + body.Outputs.Length).Select(i => Builder.CreateScanResult(scan, i));
            return new Recurrence(Builder, [.. inputs], [.. results]);
        }
    }
}
