using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Optimization;
using Dsl.Runtime.Tests.Backends;

namespace Dsl.Runtime.Tests.Optimization;

/// <summary>Sums of a table times a product, which a product with the table gives as well.</summary>
public sealed class ProductSumsTests
{
    private readonly TestGraph graph = new();

    private GraphBuilder Builder => graph.Builder;

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void The_rows_of_a_product_are_summed_by_what_the_table_gives(bool isMasked, bool isTransposed)
    {
        var (table, gradient, values) = (graph.Spread(ElementType.Float32, 2, 7, 9), graph.Spread(ElementType.Float32, 2, 7, 3), graph.Spread(ElementType.Float32, 2, 9, 3));
        var mask = Builder.Less(table, Builder.ZerosLike(table));
        var weights = Builder.Multiply(isMasked ? Builder.Where(mask, Builder.ZerosLike(table), table) : table, Builder.ConstantLike(table, 1.25));
        var result = Builder.Contract(weights, values, new ContractionAttributes([(0, 0)], [(2, 1)]));
        var seen = isTransposed ? Builder.Transpose(result, [1, 0, 2]) : result;
        var ofValues = Builder.Contract(gradient, values, new ContractionAttributes([(0, 0)], [(2, 2)]));
        var masked = isMasked ? Builder.Where(mask, Builder.ZerosLike(table), ofValues) : ofValues;
        var sum = Builder.Sum(Builder.Multiply(Builder.Multiply(table, Builder.ConstantLike(table, 5)), masked), [2]);
        Assert.Equal(1, ContractionsAfter(seen, sum));
    }

    [Fact]
    public void Columns_are_summed_likewise()
    {
        var (table, left, right) = (graph.Spread(ElementType.Float32, 7, 9), graph.Spread(ElementType.Float32, 7, 3), graph.Spread(ElementType.Float32, 9, 3));
        var result = Builder.Contract(left, table, new ContractionAttributes([], [(0, 0)]));
        var product = Builder.Contract(left, right, new ContractionAttributes([], [(1, 1)]));
        Assert.Equal(1, ContractionsAfter(result, Builder.Sum(Builder.Multiply(product, table), [0])));
    }

    [Theory]
    [InlineData("another mask")]
    [InlineData("another table")]
    [InlineData("another axis")]
    [InlineData("another operand")]
    [InlineData("no product with the table")]
    [InlineData("few columns")]
    public void Anything_else_is_summed_as_it_is(string difference)
    {
        var columns = difference == "few columns" ? 3 : 9;
        var (table, left, right) = (graph.Spread(ElementType.Float32, 9, columns), graph.Spread(ElementType.Float32, 9, 3), graph.Spread(ElementType.Float32, columns, 3));
        var zeros = Builder.ZerosLike(table);
        var weights = difference switch
        {
            "another mask" => Builder.Where(Builder.Less(table, zeros), zeros, table),
            "another table" => Builder.Exp(table),
            _ => table,
        };
        var values = difference == "another operand" ? Builder.Exp(right) : right;
        var result = difference == "no product with the table" ? Builder.Exp(table) : Builder.Contract(weights, values, new ContractionAttributes([], [(1, 0)]));
        var product = Builder.Contract(left, right, new ContractionAttributes([], [(1, 1)]));
        var sum = Builder.Sum(Builder.Multiply(product, table), [difference == "another axis" ? 0 : 1]);
        Assert.Equal(difference == "no product with the table" ? 1 : 2, ContractionsAfter(result, sum));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.2)]
    public void The_gradient_of_an_attention_sums_no_rows_of_its_table(double dropped)
    {
        var attention = AttentionGraphs.Of("attention", ElementType.Float32, [2, 3, 24], 40, 8, dropped, true);
        var outputs = PassPipeline.Run(new CompileRequest(attention.Outputs, [], [])).Outputs;
        var sums = Nodes(outputs).Where(static node => node.Operator == ReductionOperators.Sum && node.Inputs[0].Shape.Axes is [.., var columns] && columns.Size.ConstantValue == 40).ToArray();
        Assert.Equal("exp", Assert.Single(sums).Inputs[0].Operator.Name);
    }

    [Fact]
    public void A_literal_of_other_sizes_is_another_table()
    {
        var (left, right) = (graph.Spread(ElementType.Float32, 7, 3), graph.Spread(ElementType.Float32, 9, 3));
        var product = Builder.Contract(left, right, new ContractionAttributes([], [(1, 1)]));
        var five = Builder.Broadcast(Builder.CreateConstant(2, ElementType.Float32), Shape.Of(5, 9));
        Assert.Equal(2, ContractionsAfter(Builder.Contract(five, right, new ContractionAttributes([], [(1, 0)])), Builder.Sum(Builder.Multiply(product, Builder.ConstantLike(product, 3)), [1])));
    }

    [Fact]
    public void What_lies_behind_a_given_value_is_not_computed_again()
    {
        var (table, left, right) = (graph.Spread(ElementType.Float32, 9, 9), graph.Spread(ElementType.Float32, 9, 3), graph.Spread(ElementType.Float32, 9, 3));
        var terms = Builder.Multiply(Builder.Contract(left, right, new ContractionAttributes([], [(1, 1)])), table);
        var result = Builder.Contract(table, right, new ContractionAttributes([], [(1, 0)]));
        var outputs = PassPipeline.Run(new CompileRequest([result, Builder.Sum(terms, [1])], [], [terms])).Outputs;
        Assert.Contains(terms, Nodes(outputs));
    }

    private static IEnumerable<Node> Nodes(IEnumerable<Node> roots)
    {
        var seen = new HashSet<Node>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<Node>(roots);
        while (pending.TryPop(out var node))
        {
            if (!seen.Add(node))
                continue;
            foreach (var input in node.Inputs)
                pending.Push(input);
            yield return node;
        }
    }

    private int ContractionsAfter(params Node[] outputs)
    {
        var optimized = PassPipeline.Run(new CompileRequest([.. outputs], [], [])).Outputs;
        var expected = BackendRun.Outputs(TestGraph.Backend("reference"), [.. outputs], graph.Inputs);
        var actual = BackendRun.Outputs(TestGraph.Backend("reference"), optimized, graph.Inputs);
        for (var i = 0; i < outputs.Length; i++)
        {
            Assert.Equal(outputs[i].Type, optimized[i].Type);
            Closeness.Verify(expected[i], actual[i], 1e-5, "sums");
        }

        return Nodes(optimized).Count(static node => node.Operator == ContractionOperators.Contract);
    }
}
