using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Language.Tests.Binding;

namespace Dsl.Language.Tests.Incremental;

/// <summary>Which models have an incremental form, what they keep, and why others have none.</summary>
public class IncrementalPlannerTests
{
    [Theory]
    [InlineData("x |> attention(2)", 2)]
    [InlineData("x |> rnn(8)", 1)]
    [InlineData("x |> lstm(8)", 2)]
    [InlineData("cumulative_sum(x, over: 1)", 1)]
    [InlineData("window(pad(x, 1, before: 2), 1, size: 3) |> mean_of_windows", 1)]
    [InlineData("x |> dense(8) |> gelu", 0)]
    public void WhatIsKeptFollowsFromTheOperations(string body, int states)
    {
        var model = ModelOf(body);
        Assert.Null(model.Obstacle);
        Assert.Equal(states, model.Incremental!.States.Length);
    }

    [Theory]
    [InlineData("x |> attention(2, causal: false)", "max")]
    [InlineData("x - sum(x, over: 1, keep: true)", "sum")]
    [InlineData("reverse(x, 1)", "reverse")]
    [InlineData("concatenate((x[:, 1:T], 0 * x[:, 0:1]), 1)", "concatenate")]
    [InlineData("x * T", "size")]
    public void WhatSeesTheFutureIsNamed(string body, string operation)
    {
        var model = ModelOf(body);
        Assert.Null(model.Incremental);
        Assert.Equal(operation, model.Obstacle!.Node.Operator.Name);
        Assert.True(body.Contains("attention", StringComparison.Ordinal) || model.PlaceOfObstacle is not null);
    }

    [Theory]
    [InlineData("x |> attention(2)", 0)]
    [InlineData("w[a, b] = where((0..T)[b] <= (0..T)[a], 1.0, 0.0) * exp(1.0 * (0..T)[b])\n  y[n, a, c] = sum(e: w[a, e] * x[n, e, c])\n  y", 1)]
    public void OnlyWhatMayBeNoNumberIsReplaced(string body, int replacements)
    {
        var model = ModelOf(body);
        var order = GraphTraversal.TopologicalOrder([model.Incremental!.Output, .. model.Incremental.States.Select(static s => s.Next)]);
        Assert.Equal(replacements, order.Count(n => n.Operator == ComparisonOperators.LessEqual && n.Inputs[0].Operator == IndexingOperators.Range && IsPosition(n.Inputs[1])));

        bool IsPosition(Node node) =>
            node.Operator == MovementOperators.Broadcast && node.Inputs[0].Attributes is InputAttributes { Input: var read } && read == model.Incremental.Position && node.Shape.Rank == 1;
    }

    [Theory]
    [InlineData("int(float(0..T) - 1.5)[b] < (0..T)[a]", "0.0", "-1e30", "max")]
    [InlineData("(0..T)[b] <= (0..T)[a] + 1", "0.0", "-1e30", "max")]
    [InlineData("(0..T)[b] >= (0..T)[a]", "0.0", "-1e30", "max")]
    [InlineData("(0..T)[b] <= (0..T)[a]", "0.0", "-1e9 * 1e-9", "max")]
    [InlineData("(0..T)[b] <= (0..T)[a]", "0.0", "-1e9 + 1e9", "max")]
    public void AMaskThatLeavesTheFutureInIsNamed(string mask, string inside, string outside, string operation)
    {
        var model = ModelOf($"s[a, b] = where({mask}, {inside}, {outside})\n  y[n, a, c] = sum(e: softmax(s)[a, e] * x[n, e, c])\n  y");
        Assert.Null(model.Incremental);
        Assert.Equal(operation, model.Obstacle!.Node.Operator.Name);
    }

    [Theory]
    [InlineData("int(float(0..T) + 0.5)[b] <= (0..T)[a]", "-1e9")]
    [InlineData("(0..T)[b] <= (0..T)[a]", "-1e9 / 10")]
    [InlineData("(0..T)[b] <= (0..T)[a]", "(0 - 1) * 1e9")]
    public void AMaskThatKeepsTheFutureOutIsProved(string mask, string outside)
    {
        var model = ModelOf($"s[a, b] = where({mask}, 0.0, {outside})\n  y[n, a, c] = sum(e: softmax(s)[a, e] * x[n, e, c])\n  y");
        Assert.Null(model.Obstacle);
    }

    [Theory]
    [InlineData("x * (scan i over T with s = 1.0 { s = 0.5 * s\n s })[T-1]", "slice")]
    [InlineData("n = scan i over T with s = 1.0 { s = 0.5 * s\n s }\n  x * s", "scan")]
    [InlineData("n = scan i over 3 with s = 1.0 { s = s / T\n s }\n  x * s", "size")]
    [InlineData("x * table[T-1:T, :]", "slice")]
    [InlineData("z[n, a, b] = sum(c: x[n, a, c] * x[n, b, c])\n  w = cumulative_sum(z, over: 1)\n  s[n, a, b] = where((0..T)[b] <= (0..T)[a], w[n, a, b], -1e30)\n  softmax(s) @ x", "contract")]
    public void WhatDependsOnTheWholeLengthIsNamed(string body, string operation)
    {
        var model = ModelOf(body);
        Assert.Null(model.Incremental);
        Assert.Equal(operation, model.Obstacle!.Node.Operator.Name);
    }

    [Theory]
    [InlineData("require T <= 12", 12L)]
    [InlineData("require T < 12 and T > 0", 11L)]
    [InlineData("require 8 % 2 == 0", null)]
    public void RequirementsBoundTheSequence(string requirement, long? longest) => Assert.Equal(longest, ModelOf("x", requirement).LongestSequence);

    [Theory]
    [InlineData("", 5)]
    [InlineData("for step in 0..1 { minimize(mean(net([[1, 2]])^2), by: sgd(0.1)) }", 0)]
    public void OnlyMatricesThatHaveNotChangedSinceAreReadAsCodes(string after, int products)
    {
        var program = CompiledText.Program($$"""
            model Net() (t: int[B, T]) -> [B, T, 16] = one_hot(t, 16) |> attention(2) |> dense(16)
            net = Net()
            y = net([[1, 2]])
            quantize(net)
            {{after}}
            z = generate(net, [1, 2, 3], length: 4)
            """);
        var form = program.Actions.OfType<GenerateAction>().Single().Model.Incremental!;
        var order = GraphTraversal.TopologicalOrder([form.Output, .. form.States.Select(static s => s.Next)]);
        Assert.Equal(products, order.Count(static n => n.Operator == QuantizationOperators.QuantizedProduct));
    }

    private static GenerationModel ModelOf(string body, string requirement = "")
    {
        var text = $$"""
            fn mean_of_windows(w: [B, T, k, C]) -> [B, T, C] = mean(w, over: 2)
            model Net() (t: int[B, T]) -> [B, T, 8] {
              {{requirement}}
              param table: [17, 8] ~ normal(0.0, 1.0)
              x = table[t]
              {{body}}
            }
            net = Net()
            y = generate(net, [1, 2, 3], length: 4)
            """;
        return CompiledText.Program(text).Actions.OfType<GenerateAction>().Single().Model;
    }
}
