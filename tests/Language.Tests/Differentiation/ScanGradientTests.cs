using System.Collections.Immutable;
using Dsl.Language.Differentiation;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Language.Tests.Differentiation;

/// <summary>Backpropagation through recurrences against central differences.</summary>
public sealed class ScanGradientTests
{
    private const double Tolerance = 1e-6;

    public static TheoryData<string> Cases =>
    [
        "rnn", "rnn backwards", "rnn with another output", "rnn with another output backwards", "rnn of one turn", "rnn of no turn",
        "two carries", "two carries backwards", "nested",
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void AgreesWithCentralDifferences(string name)
    {
        var (recurrence, loss) = Build(name);
        var gradients = GradientCheck.Gradients(recurrence.Builder, loss, Nodes(recurrence));
        Assert.True(WorstError(recurrence, loss, gradients) < Tolerance, $"{name}: {WorstError(recurrence, loss, gradients):e2}");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void SecondDerivativesAgreeWithCentralDifferences(string name)
    {
        var (recurrence, loss) = Build(name);
        var builder = recurrence.Builder;
        var sum = builder.CreateConstant(0, ElementType.Float64);
        foreach (var gradient in GradientCheck.Gradients(builder, loss, Nodes(recurrence)))
            sum = builder.Add(sum, GradientCheck.WeightedSum(builder, builder.Multiply(gradient, gradient), seed: 30));
        var second = GradientCheck.Gradients(builder, sum, Nodes(recurrence));
        Assert.True(WorstError(recurrence, sum, second) < Tolerance, $"{name}: {WorstError(recurrence, sum, second):e2}");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void MergingKeepsTheNumbersAndLeavesEachRecurrenceOnce(string name)
    {
        var (recurrence, loss) = Build(name);
        var gradients = GradientCheck.Gradients(recurrence.Builder, loss, Nodes(recurrence));
        ImmutableArray<Node> outputs = [loss, .. gradients];
        var merged = ScanMerging.Merge(outputs);
        Assert.Empty(GraphVerifier.Verify(merged, DimensionFacts.None));

        // One forward, one backward; the backward body of the nested one holds both again.
        Assert.Equal(name == "nested" ? 5 : 2, CountScans(merged));
        var values = Values(recurrence);
        var expected = new GraphEvaluator(values).Evaluate(outputs);
        var actual = new GraphEvaluator(values).Evaluate(merged);
        for (var i = 0; i < outputs.Length; i++)
            Assert.Equal(expected[i].Values, actual[i].Values);
    }

    [Fact]
    public void OnlyWhatIsAskedForIsCarriedBack()
    {
        var recurrence = Recurrence.Rnn(length: 4, reverse: false, outputsCarry: true);
        var loss = GradientCheck.WeightedSum(recurrence.Builder, recurrence.Results[1], seed: 5);
        var bias = recurrence.Inputs.Single(static i => i.Input.Name == "b").Node;
        var gradient = GradientCheck.Gradients(recurrence.Builder, loss, [bias]);
        var backward = GraphTraversal.TopologicalOrder(gradient).Single(static node => node.Attributes is ScanAttributes { Reverse: true });
        var body = backward.AttributesAs<ScanAttributes>().Body;
        Assert.Equal(["d_h", "d_b"], body.Carries.Select(static c => c.Name));
        Assert.Empty(body.Outputs);
    }

    private static (Recurrence Recurrence, Node Loss) Build(string name)
    {
        var recurrence = name switch
        {
            "two carries" or "two carries backwards" => Recurrence.TwoCarries(4, name.EndsWith("backwards", StringComparison.Ordinal)),
            "nested" => Recurrence.Nested(),
            _ => Recurrence.Rnn(
                name.EndsWith("one turn", StringComparison.Ordinal) ? 1 : name.EndsWith("no turn", StringComparison.Ordinal) ? 0 : 4,
                name.EndsWith("backwards", StringComparison.Ordinal),
                !name.Contains("another output", StringComparison.Ordinal)),
        };
        Assert.Empty(GraphVerifier.Verify(recurrence.Results, DimensionFacts.None));
        var loss = recurrence.Builder.CreateConstant(0, ElementType.Float64);
        foreach (var result in recurrence.Results.Where(static r => r.Element.IsFloat()))
            loss = recurrence.Builder.Add(loss, GradientCheck.WeightedSum(recurrence.Builder, result, seed: 5));
        return (recurrence, loss);
    }

    private static int CountScans(ImmutableArray<Node> outputs) => GraphTraversal.TopologicalOrder(outputs)
        .Sum(static node => node.Attributes.InnerBody is { } body ? 1 + CountScans([.. body.CarryResults, .. body.Outputs]) : 0);

    private static ImmutableArray<Node> Nodes(Recurrence recurrence) => [.. recurrence.Inputs.Select(static i => i.Node)];

    private static Dictionary<GraphInput, TestTensor> Values(Recurrence recurrence) => recurrence.Inputs.ToDictionary(static i => i.Input, static i => i.Value);

    private static double WorstError(Recurrence recurrence, Node loss, ImmutableArray<Node> gradients) =>
        GradientCheck.WorstError(loss, gradients, [.. recurrence.Inputs.Select(static i => (i.Input, i.Node))], Values(recurrence));
}
