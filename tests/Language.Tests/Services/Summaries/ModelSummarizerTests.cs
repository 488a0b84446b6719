using Dsl.Language.Binding.Descriptions;
using Dsl.Language.Compilation;
using Dsl.Language.Services.Summaries;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Tests.Services.Summaries;

/// <summary>What models have and compute, against figures worked out by hand.</summary>
public class ModelSummarizerTests
{
    private const string Tower =
        """
        model Tower(layers: int) (x: [B, 8]) -> [B, 3] {
          for _ in 0..layers { x = x |> dense(8) |> relu }
          x |> dense(3, bias: false)
        }
        net = Tower(4)

        """;

    [Fact]
    public void Layers_of_a_loop_are_taken_together()
    {
        var summary = Summarize(Tower, batch: 10);
        Assert.Equal(["", "denses_1.*", "dense_2"], summary.Layers.Select(static layer => layer.Path));
        var hidden = summary.Layers[1];
        Assert.Equal((4, "[10, 8]", 4 * 72L), (hidden.Count, hidden.Output, hidden.Parameters));
        // A product of 8 by 8 for each of 10 rows, two operations a term, and 8 biases added.
        Assert.Equal(4 * 10 * ((2 * 64) + 8), hidden.Operations);
        Assert.Equal((24L, 10.0 * 2 * 24), (summary.Layers[2].Parameters, summary.Layers[2].Operations));
        // A rectifier compares and chooses.
        Assert.Equal(2 * 4 * 10 * 8, summary.Layers[0].Operations);
        Assert.Equal((4 * 72) + 24, summary.Parameters);
    }

    [Fact]
    public void Operations_of_the_layers_add_up_and_grow_with_the_batch()
    {
        var (one, ten) = (Summarize(Tower, batch: 1), Summarize(Tower, batch: 10));
        Assert.Equal(10 * one.Operations, ten.Operations);
        Assert.Equal(10 * one.ActivationElements, ten.ActivationElements);
        Assert.Equal(one.Parameters, ten.Parameters);
        Assert.Equal(3 * one.Operations, one.StepOperations);
    }

    [Fact]
    public void Weights_of_one_role_are_one_line()
    {
        var weights = Summarize(Tower, batch: 1).Weights;
        Assert.Equal(["denses_1.*.W", "denses_1.*.b", "dense_2.W"], weights.Select(static weight => weight.Path));
        Assert.Equal([4 * 64L, 4 * 8L, 24L], weights.Select(static weight => weight.Elements));
        Assert.Equal("[8, 8]", weights[0].Shape);
    }

    [Fact]
    public void States_are_told_apart_from_what_is_trained()
    {
        var summary = Summarize("model Net() (x: [B, 5]) -> [B, 5] = x |> batchnorm()\nnet = Net()\n", batch: 4);
        Assert.Equal((10L, 10L), (summary.Parameters, summary.States));
        Assert.Equal(2, summary.Weights.Count(static weight => !weight.IsTrained));
    }

    [Fact]
    public void Memory_is_counted_by_the_formula()
    {
        var summary = Summarize(Tower, batch: 10);
        var (parameters, activations) = ((double)summary.Parameters, summary.ActivationElements);
        Assert.Equal((16 * parameters) + (4 * activations), TrainingMemory.Of(summary, ElementType.Float32).Total);
        Assert.Equal(((6 + 2 + 8) * parameters) + (2 * activations), TrainingMemory.Of(summary, ElementType.BFloat16).Total);
    }

    [Fact]
    public void What_has_32_bits_in_every_precision_is_counted_so()
    {
        var summary = Summarize("model Net() (x: [B, 5]) -> [B, 4] = softmax(x |> dense(4)) |> dense(4)\nnet = Net()\n", batch: 10);
        Assert.Equal(4 * summary.ActivationElements, summary.ActivationBytes(ElementType.Float32));
        Assert.InRange(summary.ActivationBytes(ElementType.Float16), (2 * summary.ActivationElements) + 1, (4 * summary.ActivationElements) - (2 * 80));
    }

    [Fact]
    public void A_model_without_announced_shapes_is_described_as_the_script_applies_it()
    {
        var summary = Summarize("net = dense(3)\ny = net([[1.0, 2.0]])\n", batch: 7);
        Assert.Equal("[7, 3]", Assert.Single(summary.Layers).Output);
        Assert.Equal(9, summary.Parameters);
    }

    [Fact]
    public void Nothing_is_known_of_a_model_that_never_met_an_input()
    {
        var model = Assert.Single(Describe("net = dense(3)\n"));
        Assert.Empty(model.Outputs);
    }

    [Theory]
    [InlineData(null, "[1, 16, 4]")]
    [InlineData(9L, "[1, 9, 4]")]
    public void Open_sizes_are_as_large_as_the_requirement_allows_or_as_told(long? context, string output)
    {
        const string Script = "model Net() (t: int[B, T]) -> [B, T, 4] {\n  require T <= 16\n  embedding(10, 4)(t)\n}\nnet = Net()\n";
        var summary = ModelSummarizer.Summarize(Assert.Single(Describe(Script)), 1, context, out _);
        Assert.NotNull(summary);
        Assert.Contains(summary.Layers, layer => layer.Output == output);
    }

    [Fact]
    public void An_open_size_that_nothing_tells_is_asked_for()
    {
        var model = Assert.Single(Describe("model Net() (t: int[B, T]) -> [B, T, 4] = embedding(10, 4)(t)\nnet = Net()\n"));
        Assert.Null(ModelSummarizer.Summarize(model, 1, null, out var problem));
        Assert.Contains("--context", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Recurrent_layers_are_counted_with_all_their_turns()
    {
        const string Script = "model Net() (x: [B, T, 3]) -> [B, T, 5] = x |> rnn(5)\nnet = Net()\n";
        var model = Assert.Single(Describe(Script));
        double[] operations = [.. new long[] { 10, 20, 30 }.Select(turns => ModelSummarizer.Summarize(model, 2, turns, out _)!.Operations)];
        Assert.Equal(operations[1] - operations[0], operations[2] - operations[1]);
        Assert.True(operations[1] - operations[0] >= 2 * 10 * 2 * ((3 * 5) + (5 * 5)));
        Assert.Equal(operations[0], ModelSummarizer.Summarize(model, 2, 10, out _)!.Layers.Single(static layer => layer.Path == "rnn").Operations);
    }

    [Fact]
    public void Describing_changes_nothing_of_the_program()
    {
        var script = Tower + "y = net(random([2, 8]))\nprint(y)\n";
        var source = new SourceText("net.nn", script);
        var plain = ScriptCompiler.Compile(source, new CompilationOptions(NoFiles.Instance));
        var described = ScriptCompiler.Compile(source, new CompilationOptions(NoFiles.Instance) { DescribesModels = true });
        Assert.Equal(plain.Program!.Actions.Select(static a => (a.GetType(), a.Location.Text)), described.Program!.Actions.Select(static a => (a.GetType(), a.Location.Text)));
        Assert.Empty(plain.Models);
    }

    private static ModelSummary Summarize(string script, long batch)
    {
        var summary = ModelSummarizer.Summarize(Assert.Single(Describe(script)), batch, null, out var problem);
        Assert.Null(problem);
        return summary!;
    }

    private static IReadOnlyList<DescribedModel> Describe(string script)
    {
        var compiled = ScriptCompiler.Compile(new SourceText("net.nn", script), new CompilationOptions(NoFiles.Instance) { DescribesModels = true });
        Assert.Empty(compiled.Diagnostics);
        return compiled.Models;
    }
}
