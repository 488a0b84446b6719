using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Tests.Differentiation;
using Dsl.Language.Types;

namespace Dsl.Language.Tests.Operators;

/// <summary>Operations written once for all positions of a new first axis, against the same operation at each position.</summary>
public sealed class LeadingAxisTests
{
    private const int Length = 3;

    [Fact]
    public void Every_form_gives_what_the_operation_gives_at_each_position()
    {
        var compared = new HashSet<string>();
        foreach (var sample in OperatorSamples.All)
        {
            for (var mask = 1; mask < 1 << sample.Inputs.Length; mask++)
            {
                ImmutableArray<bool> hasAxis = [.. Enumerable.Range(0, sample.Inputs.Length).Select(i => (mask >> i & 1) != 0)];
                if (Compare(sample, hasAxis))
                    compared.Add(sample.Name);
            }
        }

        var without = OperatorSamples.All.Select(static sample => sample.Operator).Where(o => !compared.Contains(o.Name)).Select(static o => o.Name).Distinct();
        Assert.Equal(["scatter_add", "solve", "write_at"], without.Order());
    }

    private static bool Compare(OperatorSample sample, ImmutableArray<bool> hasAxis)
    {
        var builder = new GraphBuilder();
        var values = new Dictionary<GraphInput, TestTensor>();
        var stacks = sample.Inputs.Select((input, i) => hasAxis[i] ? Stack(input.Element, input.Value) : input.Value).ToArray();
        ImmutableArray<Node> single = [.. sample.Inputs.Select(input => Read(input.Element, input.Value))];
        var node = builder.Create(sample.Operator, single, sample.Attributes);
        if (!LeadingAxis.CanAdd(node, hasAxis))
            return false;
        var all = LeadingAxis.Add(builder, node, [.. sample.Inputs.Select((input, i) => Read(input.Element, stacks[i]))], hasAxis, Length);
        Assert.Equal(new TensorType(node.Element, node.Shape.Insert(0, Length)), all.Type);
        var actual = GraphEvaluator.Evaluate(all, values);
        for (var position = 0; position < Length; position++)
        {
            ImmutableArray<Node> inputs = [.. sample.Inputs.Select((input, i) => Read(input.Element, hasAxis[i] ? stacks[i].Slice(position) : input.Value))];
            var expected = GraphEvaluator.Evaluate(builder.Create(sample.Operator, inputs, sample.Attributes), values);
            Assert.Equal(expected.Values, actual.Slice(position).Values);
        }

        return true;

        Node Read(ElementType element, TestTensor value)
        {
            var input = new GraphInput($"x{values.Count}", new TensorType(element, new Shape([.. value.Shape.Select(static size => (Axis)(long)size)])));
            values.Add(input, value);
            return builder.CreateInput(input);
        }
    }

    // Floats differ between positions; truth values turn around; indices stay in range when they are exchanged.
    private static TestTensor Stack(ElementType element, TestTensor value) => new([Length, .. value.Shape],
    [
        .. Enumerable.Range(0, Length).SelectMany(position => value.Values.Select((x, i) =>
            element.IsFloat() ? x * (1 - (0.1 * position))
            : element == ElementType.Bool ? (x + position) % 2
            : value.Values[(i + position) % value.Values.Length])),
    ]);
}
