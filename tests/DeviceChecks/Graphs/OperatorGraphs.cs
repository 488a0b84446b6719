using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;

namespace Dsl.DeviceChecks.Graphs;

/// <summary>The cases of an operator, for every element type that it takes.</summary>
internal static class OperatorGraphs
{
    /// <summary>The operators that have cases.</summary>
    public static ImmutableArray<string> Names { get; } = [.. ConformanceCases.All.Select(static c => c.Operator.Name).Distinct()];

    /// <summary>The graphs of an operator: one for each case and element type.</summary>
    public static ImmutableArray<CheckedGraph> Of(string name) =>
    [
        .. from @case in ConformanceCases.All
           where @case.Operator.Name == name
           from element in Enum.GetValues<ElementType>()
           let graph = Build(@case, element)
           where graph is not null
           select graph,
    ];

    /// <summary>The call on inputs of this type; null when the operator does not take it.</summary>
    private static CheckedGraph? Build(ConformanceCase @case, ElementType element)
    {
        var builder = new GraphBuilder();
        var random = new Random(7);
        var nodes = ImmutableArray.CreateBuilder<Node>();
        var inputs = ImmutableArray.CreateBuilder<(GraphInput Input, Tensor Value)>();
        foreach (var input in @case.Inputs)
        {
            var type = new TensorType(input.Bound > 0 ? ElementType.Int : input.Element ?? element, Shape.Of([.. input.Shape.Select(static size => (Axis)(long)size)]));
            var source = new GraphInput($"x{nodes.Count}", type);
            nodes.Add(builder.CreateInput(source));
            inputs.Add((source, Values(@case, input, type.Element, nodes.Count - 1, random)));
        }

        builder.TryCreate(@case.Operator, nodes.ToImmutable(), @case.Attributes, null, out var output);
        if (output is null)
            return null;
        var tolerance = Math.Max(Closeness.Tolerance(output.Element), output.Element.IsFloat() ? inputs.Max(static i => Closeness.Tolerance(i.Value.Element)) : 0);
        return new CheckedGraph($"{@case} of {element.Name()}", [output], inputs.ToImmutable(), tolerance);
    }

    private static Tensor Values(ConformanceCase @case, CaseInput input, ElementType element, int position, Random random)
    {
        var tensor = new Tensor(element, input.Shape);
        var (low, high) = @case.Operator.Name switch
        {
            "log" or "sqrt" => (0.05, 3.0),
            "power" when position == 0 => (0.2, 2.0),
            "log1p" => (-0.6, 2.0),
            "product" => (0.8, 1.25),
            _ => (-2.5, 2.5),
        };
        for (var i = 0L; i < tensor.ElementCount; i++)
        {
            var value = input.Bound > 0 ? random.Next(-input.Bound, input.Bound)
                : element == ElementType.Int ? random.Next(-5, 6)
                : element == ElementType.Bool ? random.Next(2)
                : low + ((high - low) * random.NextDouble());
            if (@case.Operator.Name == "solve" && position == 0 && i / input.Shape[^1] % input.Shape[^1] == i % input.Shape[^1])
                value += 8;
            tensor.SetDouble(i, value);
        }

        return tensor;
    }
}
