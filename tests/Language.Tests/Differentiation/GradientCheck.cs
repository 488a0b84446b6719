using System.Collections.Immutable;
using Dsl.Language.Differentiation;
using Dsl.Language.Graph;
using Dsl.Language.Operators;

namespace Dsl.Language.Tests.Differentiation;

/// <summary>Gradients of graphs compared with central differences.</summary>
internal static class GradientCheck
{
    private const double Step = 1e-5;

    public static ImmutableArray<Node> Gradients(GraphBuilder builder, Node loss, ImmutableArray<Node> withRespectTo)
    {
        var result = ReverseMode.Differentiate(builder, loss, withRespectTo);
        Assert.Null(result.Failure);
        Assert.Empty(GraphVerifier.Verify(result.Gradients, builder.Facts));
        return result.Gradients;
    }

    /// <summary>A scalar in which every element counts by a weight of its own.</summary>
    public static Node WeightedSum(GraphBuilder builder, Node x, int seed)
    {
        var shape = x.Shape.ToConstant();
        var weights = OperatorSamples.Spread(shape, 0.3, 1.3, seed);
        var constant = builder.CreateTyped(SourceOperators.Constant, [], new ConstantAttributes([.. weights.Values]), x.Type, null);
        return builder.Sum(builder.Multiply(x, constant), [.. Enumerable.Range(0, shape.Length)]);
    }

    /// <summary>The largest deviation of the gradients from central differences, relative to the larger of 1 and the gradient.</summary>
    public static double WorstError(
        Node loss, ImmutableArray<Node> gradients, ImmutableArray<(GraphInput Input, Node Node)> inputs, Dictionary<GraphInput, TestTensor> values)
    {
        var computed = new GraphEvaluator(values).Evaluate(gradients);
        var worst = 0.0;
        for (var i = 0; i < inputs.Length; i++)
        {
            var value = values[inputs[i].Input];
            Assert.Equal<int>(value.Shape, computed[i].Shape);
            for (var element = 0; element < value.Values.Length; element++)
            {
                var expected = (At(+Step) - At(-Step)) / (2 * Step);
                var error = Math.Abs(computed[i].Values[element] - expected) / Math.Max(1, Math.Abs(expected));
                worst = double.IsNaN(error) ? double.PositiveInfinity : Math.Max(worst, error);

                double At(double offset)
                {
                    var moved = new Dictionary<GraphInput, TestTensor>(values) { [inputs[i].Input] = value.With(element, value.Values[element] + offset) };
                    return GraphEvaluator.Evaluate(loss, moved).Scalar;
                }
            }
        }

        return worst;
    }
}
