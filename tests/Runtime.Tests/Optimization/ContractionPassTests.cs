using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Optimization;
using Dsl.Runtime.Tests.Backends;

namespace Dsl.Runtime.Tests.Optimization;

/// <summary>Passes that move what surrounds contractions, where nothing else reads them.</summary>
public sealed class ContractionPassTests
{
    private readonly TestGraph graph = new();

    [Fact]
    public void A_factor_moves_to_the_smaller_operand()
    {
        var (a, b) = (graph.Spread(ElementType.Float64, 9, 2), graph.Spread(ElementType.Float64, 2, 8));
        var product = graph.Builder.MatrixProduct(a, b);
        Assert.Equal("contract(input, divide(input, constant))", Optimize(graph.Builder.Divide(product, graph.Builder.ConstantLike(product, 3))));
    }

    [Fact]
    public void A_factor_stays_where_something_else_reads_the_product()
    {
        var (a, b) = (graph.Spread(ElementType.Float64, 9, 2), graph.Spread(ElementType.Float64, 2, 8));
        var product = graph.Builder.MatrixProduct(a, b);
        var scaled = graph.Builder.Multiply(product, graph.Builder.ConstantLike(product, 3));
        Assert.Equal("add(multiply(contract(input, input), constant), exp(contract(input, input)))", Optimize(graph.Builder.Add(scaled, graph.Builder.Exp(product))));
    }

    [Fact]
    public void A_factor_moves_to_an_operand_that_is_there_with_it_already()
    {
        var (a, b) = (graph.Spread(ElementType.Float64, 2, 9), graph.Spread(ElementType.Float64, 9, 2));
        var scaled = graph.Builder.Exp(graph.Builder.Divide(a, graph.Builder.ConstantLike(a, 3)));
        var product = graph.Builder.MatrixProduct(b, a);
        var sums = graph.Builder.Exp(graph.Builder.Multiply(product, graph.Builder.ConstantLike(product, 1.0 / 3)));
        Assert.Equal("contract(exp(divide(input, constant)), exp(contract(input, divide(input, constant))))", Optimize(graph.Builder.MatrixProduct(scaled, sums)));
    }

    [Fact]
    public void What_follows_a_contraction_is_computed_in_the_order_asked_for()
    {
        var (x, w, b) = (graph.Spread(ElementType.Float64, 3, 4, 5), graph.Spread(ElementType.Float64, 5, 2), graph.Spread(ElementType.Float64, 2));
        var product = graph.Builder.Contract(x, w, new ContractionAttributes([], [(2, 0)]));
        var shifted = graph.Builder.Create(FunctionOperators.Tanh, graph.Builder.Add(product, graph.Builder.Broadcast(b, product.Shape)));
        Assert.Equal("tanh(add(transpose(contract(input, input)), broadcast(input)))", Optimize(graph.Builder.Transpose(shifted, [1, 0, 2])));
    }

    [Fact]
    public void What_is_asked_for_in_two_orders_is_computed_in_one()
    {
        var (x, w) = (graph.Spread(ElementType.Float64, 3, 4, 5), graph.Spread(ElementType.Float64, 5, 2));
        var value = graph.Builder.Exp(graph.Builder.Contract(x, w, new ContractionAttributes([], [(2, 0)])));
        var both = graph.Builder.Sum(graph.Builder.MatrixProduct(graph.Builder.Transpose(value, [0, 2, 1]), value), [0]);
        Assert.Equal("sum(contract(transpose(exp(contract(input, input))), exp(contract(input, input))))", Optimize(both));
    }

    private string Optimize(Node node)
    {
        var optimized = PassPipeline.Run(new CompileRequest([node], [], [])).Outputs[0];
        Assert.Equal(node.Type, optimized.Type);
        var expected = BackendRun.Outputs(TestGraph.Backend("reference"), [node], graph.Inputs)[0];
        foreach (var name in (string[])["reference", "cpu"])
            Closeness.Verify(expected, BackendRun.Outputs(TestGraph.Backend(name), [optimized], graph.Inputs)[0], 1e-12, name);
        return Describe(optimized);
    }

    private static string Describe(Node node) =>
        node.Inputs.IsEmpty ? node.Operator.Name : $"{node.Operator.Name}({string.Join(", ", node.Inputs.Select(Describe))})";
}
