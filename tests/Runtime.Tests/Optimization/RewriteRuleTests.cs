using System.Globalization;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Optimization;
using Dsl.Runtime.Tests.Backends;

namespace Dsl.Runtime.Tests.Optimization;

/// <summary>Each rewrite rule on the smallest graph that it fits.</summary>
public sealed class RewriteRuleTests
{
    private static readonly Dictionary<string, (Func<GraphBuilder, Node, Node> Build, string Result)> Fixtures = new()
    {
        ["movement of a literal"] = (static (b, x) => b.Broadcast(b.CreateConstant(3, ElementType.Float32), x.Shape), "3"),
        ["arithmetic of literals"] = (static (b, x) => b.Multiply(b.ConstantLike(x, 3), b.ConstantLike(x, 4)), "12"),
        ["where(true, a, b) = a"] = (static (b, x) => b.Where(b.Less(b.ConstantLike(x, 1), b.ConstantLike(x, 2)), x, b.Exp(x)), "x"),
        ["where(c, a, a) = a"] = (static (b, x) => b.Where(b.Less(x, b.Exp(x)), x, x), "x"),
        ["where(not c, a, b) = where(c, b, a)"] = (
            static (b, x) => b.Where(b.Create(ComparisonOperators.LogicalNot, b.Less(x, b.ConstantLike(x, 5))), x, b.Exp(x)), "where(less(x, 5), exp(x), x)"),
        ["sum of a literal"] = (static (b, x) => b.Sum(b.ConstantLike(x, 2), [1]), "8"),
        ["extreme of a literal"] = (static (b, x) => b.Create(ReductionOperators.Max, [b.ConstantLike(x, 2)], new ReductionAttributes([0], false)), "2"),
        ["stop_gradient(x) = x"] = (static (b, x) => b.Create(FunctionOperators.StopGradient, x), "x"),
        ["label(x) = x"] = (static (b, x) => b.Create(LabelOperators.Label, x), "x"),
        ["x + 0 = x"] = (static (b, x) => b.Add(b.ZerosLike(x), x), "x"),
        ["x - 0 = x"] = (static (b, x) => b.Subtract(x, b.ZerosLike(x)), "x"),
        ["0 - x = -x"] = (static (b, x) => b.Subtract(b.ZerosLike(x), x), "negate(x)"),
        ["x * 1 = x"] = (static (b, x) => b.Multiply(x, b.ConstantLike(x, 1)), "x"),
        ["c * x = x * c for a literal"] = (static (b, x) => b.Multiply(b.ConstantLike(x, 3), x), "multiply(x, 3)"),
        ["(x * c) * d = x * (c d) for literals"] = (static (b, x) => b.Multiply(b.Multiply(x, b.ConstantLike(x, 3)), b.ConstantLike(x, 5)), "multiply(x, 15)"),
        ["(x * c) * broadcast(r) = x * broadcast(r * c) for a literal"] = (
            static (b, x) => b.Multiply(b.Multiply(x, b.ConstantLike(x, 3)), b.Broadcast(b.Slice(x, 0, 0, 1), x.Shape)), "multiply(x, broadcast(multiply(slice(x), 3)))"),
        ["-x * c = x * -c for a literal"] = (static (b, x) => b.Multiply(b.Negate(x), b.ConstantLike(x, 3)), "multiply(x, -3)"),
        ["-(x * c) = x * -c for a literal"] = (static (b, x) => b.Negate(b.Multiply(x, b.ConstantLike(x, 3))), "multiply(x, -3)"),
        ["-(-x) = x"] = (static (b, x) => b.Negate(b.Negate(x)), "x"),
        ["x + -y = x - y"] = (static (b, x) => b.Add(b.Negate(x), b.Exp(x)), "subtract(exp(x), x)"),
        ["x - -y = x + y"] = (static (b, x) => b.Subtract(b.Exp(x), b.Negate(x)), "add(exp(x), x)"),
        ["x / 1 = x"] = (static (b, x) => b.Divide(x, b.ConstantLike(x, 1)), "x"),
        ["x / c = x * (1 / c) for a power of two"] = (static (b, x) => b.Divide(x, b.ConstantLike(x, 8)), "multiply(x, 0.125)"),
        ["x ^ 1 = x"] = (static (b, x) => b.Power(x, b.ConstantLike(x, 1)), "x"),
        ["x ^ 2 = x * x"] = (static (b, x) => b.Power(x, b.ConstantLike(x, 2)), "multiply(x, x)"),
        ["x ^ 3 = x * x * x"] = (static (b, x) => b.Power(x, b.ConstantLike(x, 3)), "multiply(multiply(x, x), x)"),
        ["x ^ 0.5 = sqrt(x)"] = (static (b, x) => b.Power(x, b.ConstantLike(x, 0.5)), "sqrt(x)"),
        ["x ^ -1 = 1 / x"] = (static (b, x) => b.Power(x, b.ConstantLike(x, -1)), "divide(1, x)"),
        ["cast to the same type"] = (static (b, x) => b.Create(ConversionOperators.Cast, [x], new CastAttributes(ElementType.Float32)), "x"),
        ["recomputed(x, ...) = x"] = (static (b, x) => b.Create(RecomputationOperators.Recomputed, b.Exp(x), x), "exp(x)"),
        ["movement to the same shape"] = (static (b, x) => b.Create(MovementOperators.Broadcast, [x], new ShapeAttributes(x.Shape)), "x"),
        ["unsqueeze(x) = reshape(x), squeeze(x) = reshape(x)"] = (static (b, x) => b.Exp(b.Unsqueeze(x, 1)), "exp(reshape(x))"),
        ["reshape(reshape(x)) = reshape(x)"] = (static (b, x) => b.Reshape(b.Reshape(x, Shape.Of(12)), x.Shape), "x"),
        ["broadcast(broadcast(x)) = broadcast(x)"] = (static (b, x) => b.Broadcast(b.Broadcast(x, Shape.Of(2, 3, 4)), Shape.Of(5, 2, 3, 4)), "broadcast(x)"),
        ["broadcast(reshape(x)) = broadcast(x) for leading ones"] = (
            static (b, x) => b.Broadcast(b.Reshape(x, Shape.Of(1, 3, 4)), Shape.Of(2, 3, 4)), "broadcast(x)"),
        ["broadcast that repeats nothing = reshape"] = (static (b, x) => b.Exp(b.Broadcast(x, Shape.Of(1, 3, 4))), "exp(reshape(x))"),
        ["transpose(transpose(x)) = transpose(x)"] = (static (b, x) => b.Transpose(b.Transpose(x, [1, 0]), [1, 0]), "x"),
        ["transpose by nothing"] = (static (b, x) => b.Create(MovementOperators.Transpose, [x], new PermutationAttributes([0, 1])), "x"),
        ["slice of everything"] = (static (b, x) => b.Slice(x, 0, 0, 3), "x"),
        ["pad by nothing"] = (static (b, x) => b.Pad(x, 0, 0, 0), "x"),
        ["pad(x) + pad(y) = concatenate(x, y) for pieces apart"] = (
            static (b, x) => b.Add(b.Add(b.Pad(x, 0, 7, 0), b.Pad(x, 0, 0, 7)), b.Pad(b.Exp(x), 0, 3, 4)), "concatenate(x, exp(x), 0, x)"),
        ["slice(concatenate(x, y)) = concatenate of slices"] = (
            static (b, x) => b.Slice(b.Concatenate([b.Exp(x), x, b.Exp(x)], 0), 0, 2, 6), "concatenate(slice(exp(x)), x)"),
        ["overlap_add of windows that do not overlap = reshape"] = (
            static (b, x) => b.Create(WindowOperators.OverlapAdd, [x], new OverlapAddAttributes(0, 4, 1, 13)), "pad(reshape(x))"),
        ["reduction over axes of size 1 = reshape"] = (static (b, x) => b.Sum(b.Reshape(x, Shape.Of(3, 1, 4)), [1]), "x"),
        ["sum(-x) = -sum(x)"] = (static (b, x) => b.Sum(b.Negate(x), [0]), "negate(sum(x))"),
        ["sum(x * c) = sum(x) * c for a literal, and x / c likewise"] = (static (b, x) => b.Sum(b.Multiply(x, b.ConstantLike(x, 3)), [0]), "multiply(sum(x), 3)"),
        ["sum(x * broadcast(r)) = sum(x) * r, and x / broadcast(r) likewise"] = (
            static (b, x) => b.Sum(b.Multiply(b.Exp(x), b.Broadcast(b.Slice(x, 0, 0, 1), x.Shape)), [0]), "multiply(sum(exp(x)), reshape(slice(x)))"),
        ["sum(broadcast(x)) = x * n"] = (static (b, x) => b.Sum(b.Broadcast(x, Shape.Of(5, 3, 4)), [0]), "multiply(x, 5)"),
        ["sum(one_hot(i)) = 1"] = (
            static (b, x) => b.Sum(b.Create(IndexingOperators.OneHot, [b.Create(ReductionOperators.ArgMax, [x], new ReductionAttributes([1], false))], new SizeAttributes(4)), [1]), "1"),
        ["sum(sum(x)) = sum(x)"] = (static (b, x) => b.Sum(b.Sum(x, [0]), [0]), "sum(x)"),
        ["reduction that keeps its axes = reshape(reduction)"] = (static (b, x) => b.Sum(x, [1], keep: true), "reshape(sum(x))"),
        ["reduction to few elements in two stages"] = (static (b, x) => b.Sum(b.Exp(b.Broadcast(x, Shape.Of(4096, 3, 4))), [0, 1, 2]), "sum(sum(exp(broadcast(x))))"),
        ["cumulative_sum in blocks"] = (
            static (b, x) => b.Create(ReductionOperators.CumulativeSum, [b.Reshape(b.Broadcast(x, Shape.Of(8, 3, 4)), Shape.Of(96))], new AxisAttributes(0)),
            "reshape(add(cumulative_sum(reshape(broadcast(x))), broadcast(reshape(cumulative_sum(slice(pad(sum(reshape(broadcast(x))))))))))"),
        ["contract(x * c, y) = contract(x, y) * c where that is fewer elements, and x / c likewise"] = (
            static (b, x) => b.Contract(b.Multiply(x, b.ConstantLike(x, 3)), x, new ContractionAttributes([], [(0, 0), (1, 1)])), "multiply(contract(x, x), 3)"),
        ["contract(reshape(x), w) = contract(x, reshape(w)) for joined axes"] = (
            static (b, x) => b.Contract(b.Reshape(x, Shape.Of(12)), b.Reshape(b.Exp(x), Shape.Of(12, 1)), new ContractionAttributes([], [(0, 0)])), "contract(x, reshape(exp(x)))"),
        ["contract(concatenate(0, x), w) = contract(x, slice(w)) for zeros along a summed axis"] = (
            static (b, x) => b.Contract(b.Concatenate([b.ZerosLike(x), b.Exp(x)], 0), b.Concatenate([x, b.Exp(x)], 0), new ContractionAttributes([], [(0, 0)])), "contract(exp(x), exp(x))"),
        ["contract(one_hot(i), w) = gather(w, i)"] = (
            static (b, x) => b.Contract(OneHotRows(b, x), x, new ContractionAttributes([], [(1, 0)])), "gather(x, argmin(x))"),
        ["sum of one_hot(i) rows times x = scatter_add(i, x)"] = (
            static (b, x) => b.Contract(OneHotRows(b, x), x, new ContractionAttributes([], [(0, 0)])), "scatter_add(argmin(x), x)"),
        ["contraction of many elements to few in two stages"] = (
            static (b, x) => b.Contract(b.Exp(b.Broadcast(x, Shape.Of(16, 512, 3, 4))), b.Exp(b.Broadcast(x, Shape.Of(16, 512, 3, 4))), new ContractionAttributes([], [(0, 0), (1, 1), (2, 2)])),
            "sum(contract(exp(broadcast(x)), exp(broadcast(x))))"),
        ["gather(table, range(n)) = table[0:n]"] = (static (b, x) => b.Gather(x, b.Range(2)), "slice(x)"),
        ["scatter_add(range(n), x) = pad(x)"] = (static (b, x) => b.Create(IndexingOperators.ScatterAdd, [b.Range(3), x], new SizeAttributes(5)), "pad(x)"),
    };

    public static TheoryData<string> Names => [.. RewriteRules.All.Select(static rule => rule.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_rule_rewrites_its_fixture_and_keeps_its_value(string name)
    {
        var graph = new TestGraph();
        var x = graph.Input(ElementType.Float32, [3, 4], [.. Enumerable.Range(1, 12).Select(static i => i / 4.0)]);
        var (build, result) = Fixtures[name];
        var node = build(graph.Builder, x);
        var optimized = PassPipeline.Run(new CompileRequest([node], [], [])).Outputs[0];
        Assert.Equal(result, Describe(optimized));
        Assert.Equal(node.Type, optimized.Type);
        var expected = BackendRun.Outputs(TestGraph.Backend("reference"), [node], graph.Inputs)[0];
        Closeness.Verify(expected, BackendRun.Outputs(TestGraph.Backend("reference"), [optimized], graph.Inputs)[0], 1e-12, name);
    }

    [Fact]
    public void Every_fixture_belongs_to_a_rule() => Assert.Empty(Fixtures.Keys.Except(RewriteRules.All.Select(static rule => rule.Name)));

    [Theory]
    [InlineData(new[] { 64, 3, 16, 16 }, new[] { 0, 2, 3 }, "sum(sum(exp(x)))")]
    [InlineData(new[] { 64, 3, 7, 16 }, new[] { 0, 3 }, "sum(exp(x))")]
    [InlineData(new[] { 8, 16, 16, 12 }, new[] { 0, 1, 2 }, "sum(exp(x))")]
    [InlineData(new[] { 4, 16, 16, 64 }, new[] { 0, 3 }, "sum(exp(x))")]
    public void Sums_of_channels_are_cut_where_a_channel_lies_in_many_places(int[] shape, int[] axes, string expected)
    {
        var graph = new TestGraph();
        var x = graph.Spread(ElementType.Float32, shape);
        var sum = graph.Builder.Sum(graph.Builder.Exp(x), [.. axes]);
        Assert.Equal(expected, Describe(PassPipeline.Run(new CompileRequest([sum], [], [])).Outputs[0]));
    }

    [Fact]
    public void Equal_operations_are_shared_whatever_the_order_of_what_they_add()
    {
        var graph = new TestGraph();
        var (x, y) = (graph.Spread(ElementType.Float32, 3), graph.Spread(ElementType.Float32, 3));
        var sum = graph.Builder.Multiply(graph.Builder.Exp(graph.Builder.Add(x, y)), graph.Builder.Exp(graph.Builder.Add(y, x)));
        var optimized = PassPipeline.Run(new CompileRequest([sum], [], [])).Outputs[0];
        Assert.Same(optimized.Inputs[0], optimized.Inputs[1]);
    }

    [Fact]
    public void Random_numbers_of_one_place_are_shared_and_those_of_two_are_not()
    {
        var graph = new TestGraph();
        var seed = graph.Builder.CreateConstant(1, ElementType.Int);
        var products = new[] { 7L, 8L }.Select(stream => graph.Builder.Multiply(Draw(7), Draw(stream))).ToArray();
        var optimized = PassPipeline.Run(new CompileRequest([.. products], [], [])).Outputs;
        Assert.Same(optimized[0].Inputs[0], optimized[0].Inputs[1]);
        Assert.NotSame(optimized[1].Inputs[0], optimized[1].Inputs[1]);

        Node Draw(long stream) => graph.Builder.Create(RandomOperators.Random, [seed, seed], new RandomAttributes(Shape.Of(3), stream));
    }

    [Fact]
    public void A_supplied_node_stays_the_same_object()
    {
        var graph = new TestGraph();
        var given = graph.Builder.Add(graph.Spread(ElementType.Float32, 3), graph.Builder.Zeros(TestGraph.Type(ElementType.Float32, 3)));
        var optimized = PassPipeline.Run(new CompileRequest([graph.Builder.Negate(graph.Builder.Sum(graph.Builder.Negate(given), [0]))], [], [given])).Outputs[0];
        Assert.Same(given, optimized.Inputs[0]);
    }

    // Three rows of three: the position of the smallest element of each row of x, which is 0.
    private static Node OneHotRows(GraphBuilder builder, Node x) => builder.Create(
        IndexingOperators.OneHot, [builder.Create(ReductionOperators.ArgMin, [x], new ReductionAttributes([1], false))], new SizeAttributes(3));

    private static string Describe(Node node) => node.Operator == SourceOperators.Input ? "x"
        : node.Attributes is ConstantAttributes { Values: [var value] } ? value.ToString(CultureInfo.InvariantCulture)
        : $"{node.Operator.Name}({string.Join(", ", node.Inputs.Select(Describe))})";
}
