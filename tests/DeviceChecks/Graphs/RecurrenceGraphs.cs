using System.Collections.Immutable;
using Dsl.Language.Differentiation;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;

namespace Dsl.DeviceChecks.Graphs;

/// <summary>Recurrences whose turns may be one launch: of groups that share sequences, or of a single group where values of all sequences meet.</summary>
internal sealed class RecurrenceGraphs
{
    private static readonly ImmutableArray<(string Name, Func<RecurrenceGraphs, Node> Build, ElementType Element)> Cases =
    [
        ("recurrence", static graph => graph.Recurrent(6, 9, 37, 24, reverse: false), ElementType.Float32),
        ("recurrence, backwards", static graph => graph.Recurrent(5, 64, 40, 33, reverse: true), ElementType.Float32),
        ("recurrence, many sequences", static graph => graph.Recurrent(3, 600, 20, 12, reverse: false), ElementType.Float32),
        ("recurrence in pieces of 16 bytes", static graph => graph.Recurrent(3, 600, 33, 64, reverse: false), ElementType.Float32),
        ("recurrence in pieces of 16 bytes, backwards", static graph => graph.Recurrent(4, 260, 16, 128, reverse: true), ElementType.Float16),
        ("recurrence with large weights", static graph => graph.Recurrent(3, 5, 16, 128, reverse: false), ElementType.Float32),
        ("recurrence in f64", static graph => graph.Recurrent(4, 7, 40, 24, reverse: false), ElementType.Float64),
        ("recurrence in f16", static graph => graph.Recurrent(3, 8, 32, 32, reverse: true), ElementType.Float16),
        ("recurrence with stacks", static graph => graph.Stacked(4, 6, 5, reverse: false), ElementType.Float32),
        ("recurrence with stacks, backwards", static graph => graph.Stacked(5, 3, 700, reverse: true), ElementType.Float32),
        ("recurrence of elements", static graph => graph.Elements(7, 130, 40), ElementType.Float32),
        ("recurrence with exchanged carries", static graph => graph.Exchanged(5, 6, 3), ElementType.Float32),
        ("recurrence across sequences", static graph => graph.Mixed(4, 12, 8), ElementType.Float32),
        ("recurrence of one sequence", static graph => graph.Recurrent(6, 1, 19, 64, reverse: false), ElementType.Float32),
        ("recurrence of one sequence, backwards", static graph => graph.Recurrent(5, 1, 70, 150, reverse: true), ElementType.Float32),
        ("recurrence of one sequence in f16", static graph => graph.Recurrent(4, 1, 24, 96, reverse: false), ElementType.Float16),
        ("recurrence across rows of weights", static graph => graph.Across(4, 3, 40), ElementType.Float32),
    ];

    private static readonly ImmutableArray<(string Name, Func<RecurrenceGraphs, Node> Build)> Differentiated =
    [
        ("gradients of a long recurrence", static graph => graph.Recurrent(40, 12, 7, 16, reverse: false)),
        ("gradients of a long recurrence, backwards", static graph => graph.Recurrent(33, 9, 5, 24, reverse: true)),
        ("gradients of a long recurrence of one sequence", static graph => graph.Recurrent(30, 1, 9, 16, reverse: false)),
        ("gradients of a long recurrence of elements", static graph => graph.Elements(50, 70, 11)),
        ("gradients of a long recurrence with stacks", static graph => graph.Stacked(20, 3, 50, reverse: false)),
        ("gradients of a long recurrence across sequences", static graph => graph.Mixed(20, 5, 8)),
    ];

    private readonly GraphBuilder builder = new();
    private readonly List<(GraphInput Input, Tensor Value)> inputs = [];
    private readonly ElementType element;

    private RecurrenceGraphs(ElementType element)
    {
        this.element = element;
    }

    /// <summary>What there is.</summary>
    public static ImmutableArray<string> Names { get; } = [.. Cases.Select(static item => item.Name)];

    /// <summary>The recurrences of many turns whose gradients there are.</summary>
    public static ImmutableArray<string> GradientNames { get; } = [.. Differentiated.Select(static item => item.Name)];

    /// <summary>The graphs of a name: with all results, and with the last stacked one only.</summary>
    public static ImmutableArray<CheckedGraph> Of(string name)
    {
        var (_, build, element) = Cases.Single(item => item.Name == name);
        var graph = new RecurrenceGraphs(element);
        var scan = build(graph);
        var body = scan.AttributesAs<ScanAttributes>().Body;
        Node[] results = [.. Enumerable.Range(0, body.CarryResults.Length + body.Outputs.Length).Select(i => graph.builder.CreateScanResult(scan, i))];
        var tolerance = element switch { ElementType.Float16 => 4e-3, ElementType.Float64 => 1e-11, _ => 2e-5 };
        return [new CheckedGraph(name, [.. results], graph.inputs, tolerance), new CheckedGraph($"{name}, last result", [results[^1]], graph.inputs, tolerance)];
    }

    /// <summary>Gradients of the squares of all that a recurrence stacks, by all that goes in: the turns go back as they came, and a turn back reads what the turn there has left.</summary>
    public static ImmutableArray<CheckedGraph> GradientsOf(string name)
    {
        var graph = new RecurrenceGraphs(ElementType.Float32);
        var builder = graph.builder;
        var scan = Differentiated.Single(item => item.Name == name).Build(graph);
        var body = scan.AttributesAs<ScanAttributes>().Body;
        Node? loss = null;
        for (var i = 0; i < body.Outputs.Length; i++)
        {
            var stack = builder.CreateScanResult(scan, body.CarryResults.Length + i);
            var part = builder.Sum(builder.Multiply(stack, stack), [0, 1, 2]);
            loss = loss is null ? part : builder.Add(loss, part);
        }

        return [new CheckedGraph(name, [loss!, .. ReverseMode.Differentiate(builder, loss!, scan.Inputs).Gradients], graph.inputs, 1e-4)];
    }

    /// <summary>A recurrence over so many turns of so many sequences with so many carried values each.</summary>
    public static CheckedGraph Of(ElementType element, int length, int batch, int hidden)
    {
        var graph = new RecurrenceGraphs(element);
        var scan = graph.Recurrent(length, batch, hidden, hidden, reverse: false);
        return new CheckedGraph($"recurrence of {batch} by {hidden}", [graph.builder.CreateScanResult(scan, 1)], graph.inputs, 2e-5);
    }

    private Node Recurrent(int length, int batch, int width, int hidden, bool reverse)
    {
        var (carry, step, inputWeight, weight, bias) = (Inner("h", batch, hidden), Inner("x", batch, width), Inner("Wx", width, hidden), Inner("Wh", hidden, hidden), Inner("b", hidden));
        var sum = builder.Add(
            builder.MatrixProduct(builder.CreateInput(step), builder.CreateInput(inputWeight)), builder.MatrixProduct(builder.CreateInput(carry), builder.CreateInput(weight)));
        var next = builder.Create(FunctionOperators.Tanh, builder.Add(sum, builder.Broadcast(builder.CreateInput(bias), sum.Shape)));
        return builder.CreateScan(
            new ScanBody(Index(), [carry], [step], [inputWeight, weight, bias], [next], [next]), length, reverse,
            [Input(batch, hidden), Input(length, batch, width), Input(width, hidden), Input(hidden, hidden), Input(hidden)]);
    }

    // Carried values that are stacked before turns, after them, both ways, and twice.
    private Node Stacked(int length, int batch, int width, bool reverse)
    {
        var (a, b, c) = (Inner("a", batch, width), Inner("b", batch, width), Inner("c", batch, width));
        var (nextA, nextB) = (builder.Add(builder.CreateInput(a), builder.CreateInput(b)), builder.Create(FunctionOperators.Sin, builder.CreateInput(a)));
        var nextC = builder.Multiply(builder.CreateInput(c), nextB);
        return builder.CreateScan(
            new ScanBody(Index(), [a, b, c], [], [], [nextA, nextB, nextC], [nextA, builder.CreateInput(b), nextC, builder.CreateInput(c), nextA]), length, reverse,
            [Input(batch, width), Input(batch, width), Input(batch, width)]);
    }

    private Node Elements(int length, int batch, int width)
    {
        var (state, step) = (Inner("s", batch, width), Inner("x", batch, width));
        var next = builder.Add(builder.Multiply(builder.CreateInput(state), builder.ConstantLike(builder.CreateInput(state), 0.5)), builder.CreateInput(step));
        return builder.CreateScan(new ScanBody(Index(), [state], [step], [], [next], [builder.Exp(next)]), length, reverse: false, [Input(batch, width), Input(length, batch, width)]);
    }

    private Node Exchanged(int length, int batch, int width)
    {
        var (a, b, index) = (Inner("a", batch, width), Inner("b", batch, width), Index());
        var turn = builder.Broadcast(builder.Cast(builder.CreateInput(index), element), Shape.Of(batch, width));
        var body = new ScanBody(index, [a, b], [], [], [builder.CreateInput(b), builder.CreateInput(a)], [builder.Add(builder.CreateInput(a), turn), turn]);
        return builder.CreateScan(body, length, reverse: false, [Input(batch, width), Input(batch, width)]);
    }

    // Every sequence takes the sum of all: no group could go ahead by itself.
    private Node Mixed(int length, int batch, int width)
    {
        var state = Inner("s", batch, width);
        var all = builder.Broadcast(builder.Sum(builder.CreateInput(state), [0], keep: true), Shape.Of(batch, width));
        var next = builder.Create(FunctionOperators.Tanh, builder.Add(builder.CreateInput(state), all));
        return builder.CreateScan(new ScanBody(Index(), [state], [], [], [next], [next]), length, reverse: false, [Input(batch, width)]);
    }

    // A product from the left, whose rows are the values and whose columns the sequences.
    private Node Across(int length, int batch, int width)
    {
        var (state, weight, step) = (Inner("s", width, batch), Inner("W", width, width), Inner("x", batch, width));
        var product = builder.MatrixProduct(builder.CreateInput(weight), builder.CreateInput(state));
        var next = builder.Create(FunctionOperators.Tanh, builder.Add(product, builder.Transpose(builder.CreateInput(step), [1, 0])));
        return builder.CreateScan(
            new ScanBody(Index(), [state], [step], [weight], [next], [builder.Transpose(next, [1, 0])]), length, reverse: false, [Input(width, batch), Input(length, batch, width), Input(width, width)]);
    }

    private GraphInput Inner(string name, params int[] shape) => new(name, new TensorType(element, Shape.Of([.. shape.Select(static size => (Axis)(long)size)])));

    private static GraphInput Index() => new("t", TensorType.Scalar(ElementType.Int));

    private Node Input(params ImmutableArray<int> shape)
    {
        var input = Inner($"x{inputs.Count}", [.. shape]);
        var tensor = new Tensor(element, shape);
        for (var i = 0L; i < tensor.ElementCount; i++)
            tensor.SetDouble(i, Math.Sin((i * 1.7) + inputs.Count) / Math.Sqrt(shape[0]));
        inputs.Add((input, tensor));
        return builder.CreateInput(input);
    }
}
