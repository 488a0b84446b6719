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
        ["stop_gradient(x) = x"] = (static (b, x) => b.Create(FunctionOperators.StopGradient, x), "input"),
        ["label(x) = x"] = (static (b, x) => b.Create(LabelOperators.Label, x), "input"),
        ["x + 0 = x"] = (static (b, x) => b.Add(b.ZerosLike(x), x), "input"),
        ["x - 0 = x"] = (static (b, x) => b.Subtract(x, b.ZerosLike(x)), "input"),
        ["x * 1 = x"] = (static (b, x) => b.Multiply(x, b.ConstantLike(x, 1)), "input"),
        ["x / 1 = x"] = (static (b, x) => b.Divide(x, b.ConstantLike(x, 1)), "input"),
        ["x ^ 1 = x"] = (static (b, x) => b.Power(x, b.ConstantLike(x, 1)), "input"),
        ["-(-x) = x"] = (static (b, x) => b.Negate(b.Negate(x)), "input"),
        ["x ^ 2 = x * x"] = (static (b, x) => b.Power(x, b.ConstantLike(x, 2)), "multiply"),
        ["where(literal, a, b) = a or b"] = (static (b, x) => b.Where(b.Equal(b.ConstantLike(x, 2), b.ConstantLike(x, 2)), x, b.ZerosLike(x)), "input"),
        ["x ^ 0.5 = sqrt(x)"] = (static (b, x) => b.Power(x, b.ConstantLike(x, 0.5)), "sqrt"),
        ["x / c = x * (1 / c) for a power of two"] = (static (b, x) => b.Divide(x, b.ConstantLike(x, 8)), "multiply"),
        ["cast to the same type"] = (static (b, x) => b.Create(ConversionOperators.Cast, [x], new CastAttributes(ElementType.Float32)), "input"),
        ["movement to the same shape"] = (static (b, x) => b.Create(MovementOperators.Broadcast, [x], new ShapeAttributes(x.Shape)), "input"),
        ["reshape(reshape(x)) = reshape(x)"] = (static (b, x) => b.Reshape(b.Reshape(x, Shape.Of(12)), x.Shape), "input"),
        ["broadcast(broadcast(x)) = broadcast(x)"] = (static (b, x) => b.Broadcast(b.Broadcast(x, Shape.Of(2, 3, 4)), Shape.Of(5, 2, 3, 4)), "broadcast"),
        ["transpose(transpose(x)) = transpose(x)"] = (static (b, x) => b.Transpose(b.Transpose(x, [1, 0]), [1, 0]), "input"),
        ["transpose by nothing"] = (static (b, x) => b.Create(MovementOperators.Transpose, [x], new PermutationAttributes([0, 1])), "input"),
        ["overlap_add of windows side by side = reshape"] = (static (b, x) => b.Create(WindowOperators.OverlapAdd, [x], new OverlapAddAttributes(0, 4, 1, 12)), "reshape"),
        ["movement of a literal"] = (static (b, x) => b.Broadcast(b.CreateConstant(3, ElementType.Float32), x.Shape), "constant"),
        ["arithmetic of literals"] = (static (b, x) => b.Multiply(b.ConstantLike(x, 3), b.ConstantLike(x, 4)), "constant"),
    };

    public static TheoryData<string> Names => [.. RewriteRules.All.Select(static rule => rule.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_rule_rewrites_its_fixture_and_keeps_its_value(string name)
    {
        var graph = new TestGraph();
        var x = graph.Input(ElementType.Float32, [3, 4], [.. Enumerable.Range(1, 12).Select(static i => (double)i)]);
        var (build, result) = Fixtures[name];
        var node = build(graph.Builder, x);
        var optimized = PassPipeline.Run(new CompileRequest([node], [], [])).Outputs[0];
        Assert.Equal(result, optimized.Operator.Name);
        Assert.Equal(node.Type, optimized.Type);
        Assert.DoesNotContain(optimized.Inputs, static input => input.Inputs.Length > 0);
        var expected = BackendRun.Outputs(TestGraph.Backend("reference"), [node], graph.Inputs)[0];
        Closeness.Verify(expected, BackendRun.Outputs(TestGraph.Backend("reference"), [optimized], graph.Inputs)[0], 1e-12, name);
    }

    [Fact]
    public void Equal_operations_are_shared()
    {
        var graph = new TestGraph();
        var x = graph.Spread(ElementType.Float32, 3);
        var sum = graph.Builder.Add(graph.Builder.Exp(x), graph.Builder.Exp(x));
        var optimized = PassPipeline.Run(new CompileRequest([sum], [], [])).Outputs[0];
        Assert.Same(optimized.Inputs[0], optimized.Inputs[1]);
    }

    [Fact]
    public void A_supplied_node_stays_the_same_object()
    {
        var graph = new TestGraph();
        var given = graph.Builder.Add(graph.Spread(ElementType.Float32, 3), graph.Builder.Zeros(TestGraph.Type(ElementType.Float32, 3)));
        var optimized = PassPipeline.Run(new CompileRequest([graph.Builder.Exp(given)], [], [given])).Outputs[0];
        Assert.Same(given, optimized.Inputs[0]);
    }
}
