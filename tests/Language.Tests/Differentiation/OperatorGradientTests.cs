using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Xunit.Abstractions;

namespace Dsl.Language.Tests.Differentiation;

/// <summary>Every gradient of the catalogue against central differences in double precision.</summary>
public sealed class OperatorGradientTests(ITestOutputHelper output)
{
    private const double Tolerance = 1e-6;

    [Fact]
    public void EveryDifferentiableOperatorHasASample()
    {
        var sampled = OperatorSamples.All.Select(static s => s.Name).ToHashSet();
        var missing = OperatorCatalog.All.Where(o => o.Gradient is DifferentiableRule && !sampled.Contains(o.Name)).Select(static o => o.Name);
        Assert.Empty(missing);
    }

    [Fact]
    public void GradientsAgreeWithCentralDifferences()
    {
        var worst = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var sample in OperatorSamples.All)
        {
            var (builder, inputs, loss) = Build(sample);
            var floats = Floats(inputs);
            var gradients = GradientCheck.Gradients(builder, loss, [.. floats.Select(static i => i.Node)]);
            var values = inputs.ToDictionary(static i => i.Input, static i => i.Value);
            var error = GradientCheck.WorstError(loss, gradients, floats, values);
            worst[sample.Name] = Math.Max(worst.GetValueOrDefault(sample.Name), error);
            Assert.True(error < Tolerance, $"{sample}: relative error {error:e2}");
        }

        Report("first derivative", worst);
    }

    [Fact]
    public void SecondDerivativesAgreeWithCentralDifferences()
    {
        var worst = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var sample in OperatorSamples.All.Where(static s => s.IsSmooth))
        {
            var (builder, inputs, loss) = Build(sample);
            var floats = Floats(inputs);
            ImmutableArray<Node> nodes = [.. floats.Select(static i => i.Node)];
            var gradients = GradientCheck.Gradients(builder, loss, nodes);

            // A weighted sum of the gradients, so that every second derivative takes part.
            var sum = builder.CreateConstant(0, ElementType.Float64);
            for (var i = 0; i < gradients.Length; i++)
                sum = builder.Add(sum, GradientCheck.WeightedSum(builder, gradients[i], seed: 20 + i));
            var second = GradientCheck.Gradients(builder, sum, nodes);
            var values = inputs.ToDictionary(static i => i.Input, static i => i.Value);
            var error = GradientCheck.WorstError(sum, second, floats, values);
            worst[sample.Name] = Math.Max(worst.GetValueOrDefault(sample.Name), error);
            Assert.True(error < Tolerance, $"{sample}: relative error of the second derivative {error:e2}");
        }

        Report("second derivative", worst);
    }

    [Fact]
    public void GradientsKeepTheElementTypeOfTheirInput()
    {
        foreach (var element in (ElementType[])[ElementType.Float32, ElementType.Float64, ElementType.BFloat16])
        {
            foreach (var sample in OperatorSamples.All)
            {
                var changed = sample with { Inputs = [.. sample.Inputs.Select(i => (i.Element.IsFloat() ? element : i.Element, i.Value))] };
                var (builder, inputs, loss) = Build(changed);
                var nodes = Floats(inputs).Select(static i => i.Node).ToImmutableArray();
                var gradients = GradientCheck.Gradients(builder, loss, nodes);
                Assert.Equal(nodes.Select(static n => n.Type), gradients.Select(static g => g.Type));
            }
        }
    }

    [Fact]
    public void PowerWithAConstantExponentIsSafeAtBaseZero()
    {
        foreach (var (exponent, slope, curvature) in ((double, double, double)[])[(2, 0, 2), (1, 1, 0), (0, 0, 0), (3, 0, 0)])
        {
            var builder = new GraphBuilder();
            var input = new GraphInput("x", TensorType.Scalar(ElementType.Float64));
            var x = builder.CreateInput(input);
            var y = builder.Power(x, builder.CreateConstant(exponent, ElementType.Float64));
            var first = GradientCheck.Gradients(builder, y, [x])[0];
            var second = GradientCheck.Gradients(builder, first, [x])[0];
            var values = new Dictionary<GraphInput, TestTensor> { [input] = new TestTensor([], [0]) };
            Assert.Equal(slope, GraphEvaluator.Evaluate(first, values).Scalar);
            Assert.Equal(curvature, GraphEvaluator.Evaluate(second, values).Scalar);
        }
    }

    [Fact]
    public void EqualExtremesShareTheGradient()
    {
        var builder = new GraphBuilder();
        var input = new GraphInput("x", new TensorType(ElementType.Float64, Shape.Of(4)));
        var x = builder.CreateInput(input);
        var y = builder.Create(ReductionOperators.Max, [x], new ReductionAttributes([0], false));
        var gradient = GradientCheck.Gradients(builder, y, [x])[0];
        var values = new Dictionary<GraphInput, TestTensor> { [input] = TestTensor.Of(3, 1, 3, 0) };
        Assert.Equal([0.5, 0, 0.5, 0], GraphEvaluator.Evaluate(gradient, values).Values);
    }

    private static (GraphBuilder Builder, ImmutableArray<(GraphInput Input, Node Node, TestTensor Value)> Inputs, Node Loss) Build(OperatorSample sample)
    {
        var builder = new GraphBuilder();
        var inputs = sample.Inputs.Select((input, i) =>
        {
            var graphInput = new GraphInput($"x{i}", new TensorType(input.Element, new Shape([.. input.Value.Shape.Select(static size => (Axis)size)])));
            return (graphInput, builder.CreateInput(graphInput), input.Value);
        }).ToImmutableArray();
        var result = builder.Create(sample.Operator, [.. inputs.Select(static i => i.Item2)], sample.Attributes);
        Assert.Empty(GraphVerifier.Verify([result], DimensionFacts.None));
        return (builder, inputs, GradientCheck.WeightedSum(builder, result, seed: 10));
    }

    private static ImmutableArray<(GraphInput Input, Node Node)> Floats(ImmutableArray<(GraphInput Input, Node Node, TestTensor Value)> inputs) =>
        [.. inputs.Where(static i => i.Input.Type.Element.IsFloat()).Select(static i => (i.Input, i.Node))];

    private void Report(string what, SortedDictionary<string, double> worst)
    {
        output.WriteLine($"worst relative error of the {what}, by operator");
        foreach (var (name, error) in worst)
            output.WriteLine($"  {name,-16} {error:e2}");
    }
}
