using System.Collections.Immutable;
using System.Globalization;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;

namespace Dsl.DeviceChecks.Graphs;

/// <summary>Graphs whose kernels share launches, at sizes that leave tails and at sizes that do not.</summary>
internal sealed class LaunchGraphs
{
    private static readonly ImmutableArray<(string Kind, int Rows, int Columns)> Cases =
    [
        ("softmax", 301, 70), ("softmax", 5, 4096), ("softmax", 3, 5), ("softmax", 200, 10), ("softmax", 130, 2500), ("softmax", 3, 9000),
        ("log softmax", 150, 33), ("layer norm", 140, 48), ("layer norm", 5, 64), ("layer norm", 6, 2052), ("columns", 77, 300), ("columns", 40, 21), ("columns", 9000, 3), ("columns", 4096, 40), ("columns", 30011, 3), ("columns", 4099, 40), ("whole", 1021, 97),
        ("greatest", 160, 90), ("greatest", 11, 40), ("chain", 257, 512), ("chain", 9, 24), ("turned", 96, 264), ("turned", 50, 36), ("small", 7, 9), ("whole", 300, 40), ("several", 41, 50),
        ("alike", 512, 64), ("alike", 70, 33),
    ];

    private readonly GraphBuilder builder = new();
    private readonly List<(GraphInput Input, Tensor Value)> inputs = [];
    private readonly ElementType element;

    private LaunchGraphs(ElementType element)
    {
        this.element = element;
    }

    /// <summary>What there is.</summary>
    public static ImmutableArray<string> Names { get; } = [.. Cases.Select(static item => Name(item.Kind, item.Rows, item.Columns))];

    /// <summary>The graphs of a name: in single precision, the first of a kind with values of 16 bits too.</summary>
    public static ImmutableArray<CheckedGraph> Of(string name)
    {
        var (kind, rows, columns) = Cases.Single(item => Name(item.Kind, item.Rows, item.Columns) == name);
        var single = Of(kind, rows, columns, ElementType.Float32);
        return Cases.First(item => item.Kind == kind) == (kind, rows, columns) || columns == 4096 ? [single, Of(kind, rows, columns, ElementType.Float16)] : [single];
    }

    /// <summary>One graph.</summary>
    public static CheckedGraph Of(string kind, int rows, int columns, ElementType element)
    {
        var graph = new LaunchGraphs(element);
        var outputs = graph.Build(kind, rows, columns);
        return new CheckedGraph($"{Name(kind, rows, columns)} of {element.Name()}", outputs, graph.inputs, element == ElementType.Float16 ? 4e-3 : 2e-5);
    }

    private static string Name(string kind, int rows, int columns) => string.Create(CultureInfo.InvariantCulture, $"{kind} {rows} x {columns}");

    private ImmutableArray<Node> Build(string kind, int rows, int columns)
    {
        var x = Input(rows, columns);
        switch (kind)
        {
            case "softmax":
                return [Softmax(x)];
            case "log softmax":
                var shifted = LessGreatest(x);
                var normalizer = builder.Log(builder.Sum(builder.Exp(shifted), [1], keep: true));
                return [builder.Subtract(shifted, builder.Broadcast(normalizer, x.Shape)), normalizer];
            case "layer norm":
                var centred = builder.Subtract(x, builder.Broadcast(Mean(x), x.Shape));
                var variance = Mean(builder.Multiply(centred, centred));
                var deviation = builder.Create(FunctionOperators.Sqrt, builder.Add(variance, builder.ConstantLike(variance, 1e-2)));
                return [builder.Multiply(builder.Divide(centred, builder.Broadcast(deviation, x.Shape)), builder.Broadcast(Input(columns), x.Shape)), deviation];
            case "columns":
                return [builder.Sum(x, [0]), builder.Sum(builder.Multiply(x, x), [0])];
            case "whole":
                return [builder.Sum(x, [0, 1]), builder.Create(ReductionOperators.Max, [builder.Multiply(x, x)], new ReductionAttributes([0, 1], false))];
            case "alike":
                return [.. Enumerable.Range(0, 7).Select(i => builder.Sum(builder.Exp(i == 0 ? x : Input(rows, i == 3 ? columns + 32 : columns)), [1]))];
            case "greatest":
                return [builder.Create(ReductionOperators.ArgMax, [x], new ReductionAttributes([1], false)), builder.Create(ReductionOperators.Max, [x], new ReductionAttributes([1], false))];
            case "chain":
                var hidden = builder.Create(FunctionOperators.Tanh, x);
                var slope = builder.Subtract(builder.ConstantLike(hidden, 1), builder.Multiply(hidden, hidden));
                return [hidden, slope, builder.Multiply(slope, builder.Broadcast(Input(columns), x.Shape))];
            case "turned":
                return [builder.Add(builder.Exp(builder.Transpose(x, [1, 0])), Input(columns, rows))];
            case "small":
                var total = builder.Sum(Softmax(x), [0]);
                return [builder.Divide(total, builder.Broadcast(builder.Sum(total, [0], keep: true), total.Shape))];
            case "several":
                var (sums, squares, sizes) = (builder.Sum(x, [1]), builder.Sum(builder.Multiply(x, x), [1]), builder.Sum(builder.Create(FunctionOperators.Abs, x), [1]));
                return [builder.Add(builder.Add(sums, squares), sizes)];
            case "product":
                return [Softmax(builder.MatrixProduct(x, Input(columns, rows)))];
            default:
                throw new ArgumentException($"there are no graphs of the kind {kind}");
        }
    }

    private Node Softmax(Node x)
    {
        var e = builder.Exp(LessGreatest(x));
        return builder.Divide(e, builder.Broadcast(builder.Sum(e, [1], keep: true), x.Shape));
    }

    private Node LessGreatest(Node x) =>
        builder.Subtract(x, builder.Broadcast(builder.Create(ReductionOperators.Max, [x], new ReductionAttributes([1], true)), x.Shape));

    private Node Mean(Node x)
    {
        var total = builder.Sum(x, [1], keep: true);
        return builder.Divide(total, builder.ConstantLike(total, x.Shape[1].Size.ConstantValue!.Value));
    }

    private Node Input(params ImmutableArray<int> shape)
    {
        var input = new GraphInput($"x{inputs.Count}", new TensorType(element, Shape.Of([.. shape.Select(static size => (Axis)(long)size)])));
        var tensor = new Tensor(element, shape);
        for (var i = 0L; i < tensor.ElementCount; i++)
            tensor.SetDouble(i, Math.Sin((i * 1.7) + inputs.Count));
        inputs.Add((input, tensor));
        return builder.CreateInput(input);
    }
}
