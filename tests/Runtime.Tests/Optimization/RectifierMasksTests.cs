using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Optimization;
using Dsl.Runtime.Tests.Backends;

namespace Dsl.Runtime.Tests.Optimization;

/// <summary>The gradient of a rectifier reads its result, so that its input need not be kept.</summary>
public sealed class RectifierMasksTests
{
    private readonly TestGraph graph = new();

    [Fact]
    public void The_sign_of_the_input_is_taken_from_the_result()
    {
        var (x, g) = (graph.Spread(ElementType.Float32, 4, 5), graph.Spread(ElementType.Float32, 4, 5));
        var negative = Negative(x);
        var result = graph.Builder.Where(negative, graph.Builder.ZerosLike(x), x);
        var gradient = graph.Builder.Where(negative, graph.Builder.ZerosLike(x), g);
        var outputs = PassPipeline.Run(new CompileRequest([result, gradient], [], [])).Outputs;
        var mask = outputs[1].Inputs[0];
        Assert.Same(outputs[0], mask.Inputs[0]);
        Assert.NotSame(outputs[0].Inputs[0], mask);
    }

    [Fact]
    public void A_choice_by_the_sign_of_something_else_stays()
    {
        var (x, g) = (graph.Spread(ElementType.Float32, 4, 5), graph.Spread(ElementType.Float32, 4, 5));
        var result = graph.Builder.Where(Negative(x), graph.Builder.ZerosLike(x), x);
        var other = graph.Builder.Where(Negative(g), graph.Builder.ZerosLike(x), x);
        var outputs = PassPipeline.Run(new CompileRequest([result, other], [], [])).Outputs;
        Assert.Equal("input", outputs[1].Inputs[0].Inputs[0].Operator.Name);
    }

    private Node Negative(Node x) => graph.Builder.Create(ComparisonOperators.LessEqual, x, graph.Builder.ZerosLike(x));
}
