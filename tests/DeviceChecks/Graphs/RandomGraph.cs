using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;

namespace Dsl.DeviceChecks.Graphs;

/// <summary>A random well-typed graph of element-wise chains, broadcasting, reductions, movement, indexing and contractions.</summary>
internal sealed class RandomGraph
{
    private static readonly Operator[] Unary =
    [
        FunctionOperators.Tanh, FunctionOperators.Sigmoid, FunctionOperators.Sin, ArithmeticOperators.Negate, FunctionOperators.Abs, FunctionOperators.Erf,
    ];

    private static readonly Operator[] Binary =
    [
        ArithmeticOperators.Add, ArithmeticOperators.Subtract, ArithmeticOperators.Multiply, ArithmeticOperators.Maximum, ArithmeticOperators.Minimum,
    ];

    private readonly GraphBuilder builder = new();
    private readonly Random random;
    private readonly ElementType element;
    private readonly List<Node> nodes = [];
    private readonly List<(GraphInput Input, Tensor Value)> inputs = [];

    public RandomGraph(int seed, ElementType element)
    {
        random = new Random(seed);
        this.element = element;
        for (var i = 0; i < 3; i++)
            nodes.Add(AddInput(RandomShape()));
        var count = random.Next(3, 31);
        while (nodes.Count < count)
            nodes.Add(Grow());
        Outputs = [nodes[^1], nodes[random.Next(nodes.Count)], Pick()];
    }

    public ImmutableArray<Node> Outputs { get; }

    public IReadOnlyList<(GraphInput Input, Tensor Value)> Inputs => inputs;

    private Node Pick() => nodes[random.Next(nodes.Count)];

    private Node Grow()
    {
        var x = Pick();
        switch (random.Next(12))
        {
            case 0 or 1:
                return builder.Create(Unary[random.Next(Unary.Length)], x);
            case 2 or 3:
                return builder.Create(Binary[random.Next(Binary.Length)], x, Like(x));
            case 4:
                return builder.Where(builder.Greater(x, Like(x)), Like(x), builder.ConstantLike(x, 0.25));
            case 5 when x.Type.Rank > 0:
                var axis = random.Next(x.Type.Rank);
                var keep = random.Next(2) == 0;
                return random.Next(3) == 0 && Size(x, axis) > 0
                    ? builder.Create(ReductionOperators.Max, [x], new ReductionAttributes([axis], keep))
                    : builder.Divide(
                        builder.Sum(x, [axis], keep),
                        builder.Filled(new TensorType(element, keep ? x.Shape.WithAxis(axis, 1) : x.Shape.Without(axis)), Math.Max(1, Size(x, axis))));
            case 6 when x.Type.Rank >= 2:
                return builder.SwapLastAxes(x);
            case 7 when x.Type.Rank >= 1:
                return Move(x);
            case 8 when x.Type.Rank == 2:
                var right = AddInput([(int)Size(x, 1), RandomSize()]);
                return builder.Multiply(builder.MatrixProduct(x, right), builder.ConstantLike(builder.MatrixProduct(x, right), 1.0 / Math.Max(1, Size(x, 1))));
            case 9 when x.Type.Rank is 1 or 2 && Size(x, 0) > 0:
                var rows = AddIndices(RandomSize(), (int)Size(x, 0));
                return builder.Gather(x, rows);
            case 10 when x.Type.Rank < 3:
                return builder.Broadcast(x, x.Shape.Insert(0, random.Next(1, 4)));
            default:
                return builder.Multiply(x, builder.ConstantLike(x, 0.5));
        }
    }

    private Node Move(Node x)
    {
        var axis = random.Next(x.Type.Rank);
        var size = Size(x, axis);
        return random.Next(6) switch
        {
            0 => builder.ReverseAxis(x, axis),
            1 => builder.Pad(x, axis, random.Next(3), random.Next(3), 0.5),
            2 when size > 1 => builder.Slice(x, axis, 1, size, 1 + random.Next(2)),
            3 => builder.Reshape(x, Shape.Of(x.Shape.Axes.Aggregate(1L, static (product, a) => product * a.Size.ConstantValue!.Value))),
            4 => builder.Concatenate([x, Like(x)], axis),
            5 when size >= 2 => builder.Create(WindowOperators.Window, [x], new WindowAttributes(axis, 2, 1, 1)),
            _ => builder.Unsqueeze(x, axis),
        };
    }

    /// <summary>A node of the same shape: an earlier one, one that broadcasts to it, or a new input.</summary>
    private Node Like(Node x)
    {
        var same = nodes.Where(n => n.Shape.Equals(x.Shape)).ToArray();
        if (same.Length > 0 && random.Next(3) > 0)
            return same[random.Next(same.Length)];
        if (x.Type.Rank > 0 && random.Next(2) == 0)
            return builder.Broadcast(AddInput([.. x.Shape.ToConstant()[1..]]), x.Shape);
        return AddInput(x.Shape.ToConstant());
    }

    private Node AddInput(ImmutableArray<int> shape)
    {
        var type = new TensorType(element, Shape.Of([.. shape.Select(static size => (Axis)(long)size)]));
        var tensor = new Tensor(element, shape);
        for (var i = 0; i < tensor.ElementCount; i++)
            tensor.SetDouble(i, (random.NextDouble() * 2) - 1);
        return Register(new GraphInput($"x{inputs.Count}", type), tensor);
    }

    private Node AddIndices(int count, int bound)
    {
        var tensor = new Tensor(ElementType.Int, [count]);
        for (var i = 0; i < count; i++)
            tensor.SetDouble(i, random.Next(-bound, bound));
        return Register(new GraphInput($"i{inputs.Count}", new TensorType(ElementType.Int, Shape.Of(count))), tensor);
    }

    private Node Register(GraphInput input, Tensor tensor)
    {
        inputs.Add((input, tensor));
        return builder.CreateInput(input);
    }

    private static long Size(Node node, int axis) => node.Shape[axis].Size.ConstantValue!.Value;

    private int RandomSize() => random.Next(10) switch { 0 => 0, 1 => 1, < 7 => random.Next(2, 9), _ => random.Next(16, 40) };

    private ImmutableArray<int> RandomShape() => [.. Enumerable.Range(0, random.Next(4)).Select(_ => RandomSize())];
}
