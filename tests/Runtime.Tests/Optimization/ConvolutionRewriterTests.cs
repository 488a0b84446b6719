using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Optimization;
using Dsl.Runtime.Tests.Backends;

namespace Dsl.Runtime.Tests.Optimization;

/// <summary>Windows of products that are added up are computed as convolutions.</summary>
public sealed class ConvolutionRewriterTests
{
    private readonly TestGraph graph = new();

    [Theory]
    [InlineData(1, 9)]
    [InlineData(1, 12)]
    [InlineData(2, 11)]
    public void Windows_along_one_axis_are_never_stored(int dilation, int length)
    {
        var gradient = graph.Spread(ElementType.Float64, 2, 7, 5);
        var weight = graph.Spread(ElementType.Float64, 5, 3, 4);
        var windows = graph.Builder.Transpose(graph.Builder.Contract(gradient, weight, new ContractionAttributes([], [(2, 0)])), [0, 1, 2, 3]);
        VerifyRewritten(graph.Builder.Create(WindowOperators.OverlapAdd, [windows], new OverlapAddAttributes(1, 1, dilation, length)));
    }

    [Fact]
    public void Windows_along_two_axes_become_one_contraction_of_what_the_slice_needs()
    {
        var gradient = graph.Spread(ElementType.Float64, 2, 5, 6, 7);
        var weight = graph.Spread(ElementType.Float64, 5, 4, 3, 3);
        var product = graph.Builder.Contract(gradient, weight, new ContractionAttributes([], [(1, 0)]));
        var windows = graph.Builder.Transpose(product, [0, 3, 1, 4, 2, 5]);
        var columns = graph.Builder.Create(WindowOperators.OverlapAdd, [windows], new OverlapAddAttributes(4, 1, 1, 9));
        var rows = graph.Builder.Create(WindowOperators.OverlapAdd, [columns], new OverlapAddAttributes(2, 1, 1, 8));
        var inner = graph.Builder.Slice(graph.Builder.Slice(rows, 3, 1, 8), 2, 1, 7);
        var optimized = VerifyRewritten(inner);
        Assert.DoesNotContain(Operators(optimized), static name => name == "slice");
    }

    private Node VerifyRewritten(Node node)
    {
        var optimized = PassPipeline.Run(new CompileRequest([node], [], [])).Outputs[0];
        Assert.Equal(node.Type, optimized.Type);
        Assert.DoesNotContain(Operators(optimized), static name => name == "overlap_add");
        var expected = BackendRun.Outputs(TestGraph.Backend("reference"), [node], graph.Inputs)[0];
        foreach (var name in (string[])["reference", "cpu"])
            Closeness.Verify(expected, BackendRun.Outputs(TestGraph.Backend(name), [optimized], graph.Inputs)[0], 1e-9, name);
        return optimized;
    }

    private static IEnumerable<string> Operators(Node node) => node.Inputs.SelectMany(Operators).Append(node.Operator.Name);
}
