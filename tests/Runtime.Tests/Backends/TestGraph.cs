using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Backends.Reference;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Tests.Backends;

/// <summary>Builds small graphs with values for their inputs.</summary>
internal sealed class TestGraph
{
    private readonly List<(GraphInput Input, Tensor Value)> inputs = [];

    public static TheoryData<string> BackendNames => ["reference", "cpu"];

    public GraphBuilder Builder { get; } = new();

    public IReadOnlyList<(GraphInput Input, Tensor Value)> Inputs => inputs;

    public static IBackend Backend(string name) => name == "cpu" ? new CpuBackend() : new ReferenceBackend();

    public static TensorType Type(ElementType element, params ReadOnlySpan<int> shape) =>
        new(element, new Shape([.. shape.ToArray().Select(static size => (Axis)(long)size)]));

    public Node Input(ElementType element, ImmutableArray<int> shape, params double[] values)
    {
        var input = new GraphInput($"x{inputs.Count}", Type(element, shape.AsSpan()));
        inputs.Add((input, Tensor.FromDoubles(element, shape, values)));
        return Builder.CreateInput(input);
    }

    public Node Spread(ElementType element, params int[] shape)
    {
        var count = shape.Aggregate(1, static (product, size) => product * size);
        return Input(element, [.. shape], [.. Enumerable.Range(0, count).Select(i => Math.Sin((i * 1.7) + inputs.Count))]);
    }
}
