using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Backends.Reference;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Tests.Backends;

/// <summary>Every operator of the catalogue gives the same numbers on every backend, for every element type that it takes.</summary>
public sealed class ConformanceTests
{
    private static readonly HashSet<string> TakenElsewhere = ["input", "variable", "constant", "size", "scan", "scan_result"];

    public static TheoryData<string> OperatorNames => [.. ConformanceCases.All.Select(static c => c.Operator.Name).Distinct()];

    [Fact]
    public void Every_operator_has_a_case()
    {
        var covered = ConformanceCases.All.Select(static c => c.Operator.Name).ToHashSet();
        Assert.Equal([], OperatorCatalog.All.Select(static o => o.Name).Except(covered).Except(TakenElsewhere));
    }

    [Theory]
    [MemberData(nameof(OperatorNames))]
    public void Cpu_agrees_with_the_reference(string name)
    {
        using var backend = new CpuBackend();
        Assert.True(Compare(name, backend) > 0, $"no element type fits {name}");
    }

    /// <summary>Compares a backend with the reference on every case of an operator and every element type; gives the number of comparisons.</summary>
    internal static int Compare(string name, IBackend backend)
    {
        var compared = 0;
        foreach (var @case in ConformanceCases.All.Where(c => c.Operator.Name == name))
        {
            foreach (var element in Enum.GetValues<ElementType>())
            {
                if (Build(@case, element) is not var (output, inputs))
                    continue;
                var expected = BackendRun.Outputs(new ReferenceBackend(), [output], inputs)[0];
                var actual = BackendRun.Outputs(backend, [output], inputs)[0];
                var loosest = Math.Max(Closeness.Tolerance(output.Element), output.Element.IsFloat() ? inputs.Max(static i => Closeness.Tolerance(i.Value.Element)) : 0);
                Closeness.Verify(expected, actual, loosest, $"{@case} of {element.Name()}");
                compared++;
            }
        }

        return compared;
    }

    /// <summary>The call on inputs of this type; null when the operator does not take it.</summary>
    private static (Node Output, ImmutableArray<(GraphInput Input, Tensor Value)> Inputs)? Build(ConformanceCase @case, ElementType element)
    {
        var builder = new GraphBuilder();
        var random = new Random(7);
        var nodes = ImmutableArray.CreateBuilder<Node>();
        var inputs = ImmutableArray.CreateBuilder<(GraphInput, Tensor)>();
        foreach (var input in @case.Inputs)
        {
            var type = new TensorType(input.Bound > 0 ? ElementType.Int : input.Element ?? element, Shape.Of([.. input.Shape.Select(static size => (Axis)(long)size)]));
            var source = new GraphInput($"x{nodes.Count}", type);
            nodes.Add(builder.CreateInput(source));
            inputs.Add((source, Values(@case, input, type.Element, nodes.Count - 1, random)));
        }

        builder.TryCreate(@case.Operator, nodes.ToImmutable(), @case.Attributes, null, out var output);
        return output is null ? null : (output, inputs.ToImmutable());
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
