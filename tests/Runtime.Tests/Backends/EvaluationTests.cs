using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Backends.Reference;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Tests.Suite;

namespace Dsl.Runtime.Tests.Backends;

/// <summary>What is small and runs once is evaluated, with the numbers that compiling it would give.</summary>
public sealed class EvaluationTests : IDisposable
{
    private readonly CpuBackend backend = new(new CpuOptions { EvaluatesSmall = true });

    public void Dispose() => backend.Dispose();

    [Theory]
    [InlineData(ElementType.Float32)]
    [InlineData(ElementType.Float64)]
    [InlineData(ElementType.Float16)]
    [InlineData(ElementType.BFloat16)]
    public void Arithmetic_is_the_same_bit_by_bit(ElementType element)
    {
        var graph = new TestGraph();
        var (x, y) = (graph.Spread(element, 7, 9), graph.Spread(element, 7, 9));
        var builder = graph.Builder;
        Node[] results =
        [
            builder.Add(x, y), builder.Subtract(x, y), builder.Multiply(x, y), builder.Divide(x, y), builder.Multiply(x, builder.Filled(x.Type, 0.375)),
            builder.Create(FunctionOperators.Sqrt, builder.Multiply(x, x)), builder.Negate(x), builder.Divide(builder.Add(x, y), builder.Subtract(x, builder.Filled(x.Type, 1.75))),
        ];
        foreach (var result in results)
        {
            var once = new AskingOnceBackend(backend);
            Assert.Equal(BackendRun.Outputs(backend, [result], graph.Inputs)[0], BackendRun.Outputs(once, [result], graph.Inputs)[0]);
            Assert.Equal(1, once.Evaluated);
        }
    }

    [Fact]
    public void Random_graphs_agree_with_the_reference()
    {
        var once = new AskingOnceBackend(backend);
        for (var seed = 0; seed < 200; seed++)
        {
            var graph = new RandomGraph(seed, ElementType.Float32);
            var expected = BackendRun.Outputs(new ReferenceBackend(), graph.Outputs, graph.Inputs);
            var actual = BackendRun.Outputs(once, graph.Outputs, graph.Inputs);
            for (var i = 0; i < expected.Length; i++)
                Closeness.Verify(expected[i], actual[i], 2e-5, $"graph {seed}, output {i}");
        }

        Assert.InRange(once.Evaluated, 150, 200);
    }

    [Fact]
    public void Numbers_at_random_are_the_same_bit_by_bit()
    {
        var graph = new TestGraph();
        var seed = graph.Input(ElementType.Int, [], 7);
        var drawn = graph.Builder.Create(RandomOperators.Random, [seed, seed], new RandomAttributes(TestGraph.Type(ElementType.Float32, 33, 5).Shape, 3));
        Assert.Equal(BackendRun.Outputs(backend, [drawn], graph.Inputs)[0], BackendRun.Outputs(new AskingOnceBackend(backend), [drawn], graph.Inputs)[0]);
    }

    [Fact]
    public void What_is_large_or_runs_again_or_was_not_asked_for_is_compiled()
    {
        var graph = new TestGraph();
        var small = Request(graph.Builder.Exp(graph.Spread(ElementType.Float32, 10)));
        var large = Request(graph.Builder.Exp(graph.Spread(ElementType.Float32, 300, 300)));
        var product = Request(graph.Builder.Contract(
            graph.Spread(ElementType.Float32, 60, 60), graph.Spread(ElementType.Float32, 60, 60), new ContractionAttributes([], [new AxisPair(1, 0)])));
        Assert.True(IsEvaluated(backend, small));
        Assert.False(IsEvaluated(backend, large));
        Assert.False(IsEvaluated(backend, product));
        Assert.False(IsEvaluated(backend, small with { RunsOnce = false }));
        using var compiling = new CpuBackend();
        Assert.False(IsEvaluated(compiling, small));
    }

    // 100 rows are one batch, 600 are three; a loop asks for the same again and again.
    [Fact]
    public void A_script_s_own_steps_and_turns_are_compiled()
    {
        const string Script =
            """
            model Line() (x: [batch, 1]) -> [batch, 1] = x |> dense(1)
            few = dataset(x: zeros()([100, 1]), y: ones()([100, 1]))
            many = dataset(x: zeros()([600, 1]), y: ones()([600, 1]))
            net = Line()
            train(net, few, loss: mse, optimizer: sgd(0.1), epochs: 2, batch: 50, silent: true)
            print("{evaluate(net, few, mse)}")
            print("{evaluate(net, many, mse)}")
            total = 0.0
            for i in 0..5 {
              total = total + sum([1.0, 2.0] * i)
            }
            print("{total}")

            """;
        var outcome = ScriptHarness.Run(Script, "script.nn", RepositoryPaths.Data, backend);
        Assert.True(outcome.WorstCode is null, outcome.Rendering);
        Assert.Equal([(2, true), (3, true), (4, true), (5, false), (6, true), (7, false), (10, false)],
            outcome.Programs.Where(static program => program.Figures.Kernels > 0).Select(static program => (program.Line, program.Figures.IsEvaluated)).Distinct());
    }

    /// <summary>Literals as their types hold them, quotients rounded before they are floored, whole numbers rounded once: a double tells them apart.</summary>
    [Theory]
    [InlineData("w == [0.1, 0.2, 0.3]", "[true, true, true]")]
    [InlineData("f16(w) == f16([0.1, 0.2, 0.3])", "[true, true, true]")]
    [InlineData("w * 0 + [16777217.0, 0.1, 0.2]", "[16777216, 0.1, 0.2]")]
    [InlineData("a // w", "[9, 29, -4]")]
    [InlineData("float(n) > 1152921504606846976.0", "[false, true]")]
    [InlineData("bf16(w) * 0.1", "[0.0100098, 0.0200195, 0.0301514]")]
    [InlineData("grad(sum(w[[0, 0]] * [16777216.0, 1.0]), wrt: w) - 16777216.0", "[0, -16777216, -16777216]")]
    public void Values_are_those_of_their_types(string expression, string expected)
    {
        const string Given =
            """
            param w: [3] = [0.1, 0.2, 0.3]
            param a: [3] = [1.0, 6.0, -1.0]
            n = (0..2) * 1152921504606846976 + (0..2) * 68719476737

            """;
        var evaluated = ScriptHarness.Run($"{Given}print(\"{{{expression}}}\")\n", "script.nn", RepositoryPaths.Data, backend);
        var compiled = ScriptHarness.Run($"{Given}for i in 0..1 {{ print(\"{{{expression}}}\") }}\n", "script.nn", RepositoryPaths.Data, backend);
        Assert.Equal((expected, expected), (string.Join('\n', evaluated.Lines), string.Join('\n', compiled.Lines)));
        Assert.True(evaluated.Programs[^1].Figures.IsEvaluated && !compiled.Programs[^1].Figures.IsEvaluated, "both ways");
    }

    // A turn moves 10,000 numbers and computes one.
    [Fact]
    public void What_a_recurrence_moves_counts_every_turn()
    {
        const string Script =
            """
            fn turned(x: [n, n], steps: [T]) -> [n, n] {
              scan t over T with h: [n, n] = x { h = h.T; steps[t] }
              h
            }
            param x: [100, 100] = 1
            print("{sum(turned(x, 0.0 * (0..2000)))}")

            """;
        var outcome = ScriptHarness.Run(Script, "script.nn", RepositoryPaths.Data, backend);
        Assert.True(outcome.WorstCode is null, outcome.Rendering);
        Assert.False(outcome.Programs[^1].Figures.IsEvaluated, "20 million numbers are moved");
    }

    private static CompileRequest Request(Node output) => new(ImmutableArray.Create(output), [], []) { RunsOnce = true };

    private static bool IsEvaluated(CpuBackend backend, CompileRequest request)
    {
        using var program = backend.Compile(request);
        return program.Statistics.IsEvaluated;
    }
}
