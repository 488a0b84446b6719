using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;

namespace Dsl.DeviceChecks.Graphs;

/// <summary>A graph in the making whose inputs hold random numbers from -1 to 1.</summary>
/// <param name="element">The type of the inputs.</param>
internal sealed class RandomInputs(ElementType element)
{
    private readonly Random random = new(11);
    private readonly List<(GraphInput Input, Tensor Value)> inputs = [];

    public GraphBuilder Builder { get; } = new();

    /// <summary>A new input.</summary>
    public Node Input(ImmutableArray<int> shape)
    {
        var input = new GraphInput($"x{inputs.Count}", new TensorType(element, Shape.Of([.. shape.Select(static size => (Axis)(long)size)])));
        var count = shape.Aggregate(1, static (product, size) => product * size);
        inputs.Add((input, Tensor.FromDoubles(element, shape, [.. Enumerable.Range(0, count).Select(_ => (random.NextDouble() * 2) - 1)])));
        return Builder.CreateInput(input);
    }

    /// <summary>A new input that is one whole number.</summary>
    public Node Whole(int value)
    {
        var input = new GraphInput($"x{inputs.Count}", TensorType.Scalar(ElementType.Int));
        inputs.Add((input, Tensor.FromDoubles(ElementType.Int, [], [value])));
        return Builder.CreateInput(input);
    }

    /// <summary>A new input of whole numbers from 0 up to a bound.</summary>
    public Node Places(int count, int bound)
    {
        var input = new GraphInput($"x{inputs.Count}", new TensorType(ElementType.Int, Shape.Of((Axis)(long)count)));
        inputs.Add((input, Tensor.FromDoubles(ElementType.Int, [count], [.. Enumerable.Range(0, count).Select(_ => (double)random.Next(bound))])));
        return Builder.CreateInput(input);
    }

    /// <summary>The graph, compared as closely as its types allow.</summary>
    public CheckedGraph Graph(string what, ImmutableArray<Node> outputs) => new(what, outputs, inputs, Closeness.Tolerance(element));
}
