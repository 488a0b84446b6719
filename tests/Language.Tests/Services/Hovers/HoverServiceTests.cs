using Dsl.Language.Compilation;
using Dsl.Language.Services.Analysis;
using Dsl.Language.Services.Hovers;
using Dsl.Language.Text;

namespace Dsl.Language.Tests.Services.Hovers;

/// <summary>What is told about places of a script.</summary>
public class HoverServiceTests
{
    [Theory]
    [InlineData("h = x", "In the training of line 8 it is computed as `f32` and kept as `f16`.")]
    [InlineData("@ W", "In the training of line 8 products of `f16` numbers are added up as `f32`, and the sum is kept as `f16`.")]
    [InlineData("W + b", "In the training of line 8 it is kept as `f32`, and products take a copy as `f16`.")]
    [InlineData("s = softmax", "In the training of line 8 it is computed and kept as `f32`, beside values of `f16`.")]
    [InlineData("net = Net", "a training keeps its values as `f16`")]
    public void How_a_training_keeps_values_is_told(string place, string expected)
    {
        const string Script = """
            model Net() (x: [batch, 2]) -> [batch, 2] {
              param W: [2, 2] ~ normal()
              param b: [2] = 0
              h = x @ W + b
              s = softmax(h)
              h * s
            }
            train(net, make_moons(100), loss: cross_entropy, optimizer: sgd(0.1), steps: 5, precision: f16)
            """;
        var text = Script.Replace("train(", "net = Net(); train(", StringComparison.Ordinal);
        var versions = new IncrementalCompiler();
        foreach (var (version, line) in new[] { (text, 8), ("# above\n" + text, 9), (text.Replace("train(", "\ntrain(", StringComparison.Ordinal), 9) })
        {
            var analysis = ScriptAnalysis.Of(versions, new SourceText("main.nn", version), NoFiles.Instance);
            Assert.Empty(analysis.Diagnostics);
            Assert.Contains(expected.Replace("line 8", $"line {line}", StringComparison.Ordinal), HoverService.At(analysis, version.IndexOf(place, StringComparison.Ordinal))!.Markdown, StringComparison.Ordinal);
        }

        var wide = ScriptAnalysis.Of(new SourceText("main.nn", text.Replace("f16", "f32", StringComparison.Ordinal)), NoFiles.Instance);
        Assert.DoesNotContain("training", HoverService.At(wide, text.IndexOf(place, StringComparison.Ordinal))!.Markdown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x = [[1, 2], [3, 4]]\nprint(x$0)", "x: [2, 2]", "")]
    [InlineData("fn f(x: [rows, n]) -> [rows, n] = x$0", "x: [rows, n]", "an input of `f`")]
    [InlineData("fn f(x: [rows, n]) -> [rows$0, n] = x", "rows", "a size in `fn f(x: [rows, n]) -> [rows, n]`")]
    [InlineData("## Twice as much.\nfn f(x) = 2 * x\nprint(f$0(3))", "fn f(x)", "Twice as much.")]
    [InlineData("y = [[1, 2]] |> dense$0(3)", "model dense(", "here `[1, 2] -> [1, 3]`")]
    [InlineData("y = [[1, 2]] |> relu$0", "fn relu(", "here `[1, 2] -> [1, 2]`")]
    [InlineData("y = relu$0([[1, 2]])", "fn relu(", "library:activations.nn")]
    [InlineData("y = tanh$0(1)", "tanh(x)", "y")]
    [InlineData("y = [[1, 2]] @$0 [[3], [4]]", "[1, 2] @ [2, 1] : [1, 1]", "matrix")]
    [InlineData("y = [[1, 2]] |>$0 relu", "|> : [1, 2] -> [1, 2]", "Hands its left side on")]
    [InlineData("fn f(x: [T]) = sc$0an t over T { x[t] }", "scan", "A recurrence")]
    [InlineData("steps$0 = 20", "steps = 20", "the whole number 20")]
    [InlineData("rate = 0.5\nprint(rate$0)", "rate = 0.5", "the number 0.5")]
    [InlineData("point = (x: 3, y: 4)\nprint(point$0.x)", "point = (x: 3, y: 4)", "`x`: the whole number 3")]
    [InlineData("moons = make_moons(200, noise: 0.1) |> split(0.8)\nprint(moons$0.train.x)", "moons = make_moons", "train: ")]
    [InlineData("moons = make_moons(200, noise: 0.1) |> split(0.8)\nprint(moons.train$0.x)", "train", "160 rows")]
    [InlineData("moons = make_moons(200, noise: 0.1)\nprint(moons.x$0)", "x: [200, 2]", "")]
    [InlineData("model Net() (x: [batch, 2]) -> [batch, 2] = x |> dense(16) |> relu |> dense(2)\nnet$0 = Net()\ny = net([[1, 2]])", "net = Net()", "82 parameters")]
    [InlineData("model Net() (x: [batch, 2]) -> [batch, 2] = x |> dense(16) |> relu |> dense(2)\nnet = Net()\ny = net$0([[1, 2]])", "net = Net()", "operations forwards")]
    [InlineData("model Net() (x: [batch, 2]) -> [batch, 2] = x |> dense(16) |> relu |> dense(2)\nnet = Net()\ny = net([[1, 2]])\nprint(net.dense_1$0.W)", "dense_1", "48 parameters")]
    [InlineData("a = 3.0\nb = 2.0\nc = a * b\nprint(grad$0(c, wrt: a))", "grad(", "da = b")]
    [InlineData("slope = grad$0(x => x^3)\nprint(slope(2))", "grad(", "dx = ")]
    [InlineData("train$0(1)", "train(", "loss")]
    public void The_shape_comes_first(string text, string signature, string told)
    {
        var marked = MarkedText.Parse(text);
        var hover = HoverService.At(ScriptAnalysis.Of(marked.Source, NoFiles.Instance), marked.Position);
        Assert.NotNull(hover);
        Assert.StartsWith(signature, hover.Signature, StringComparison.Ordinal);
        Assert.StartsWith($"```nn\n{hover.Signature}\n```", hover.Markdown, StringComparison.Ordinal);
        Assert.Contains(told, hover.Markdown, StringComparison.Ordinal);
        Assert.True(hover.Span.Start <= marked.Position && marked.Position <= hover.Span.End);
    }

    [Fact]
    public void The_file_of_data_is_told()
    {
        var analysis = ExampleScripts.Analyze("iris.nn");
        var hover = HoverService.At(analysis, analysis.Source.Content.IndexOf("\"iris.csv\"", StringComparison.Ordinal) + 3);
        Assert.Contains("columns: sepal_length, sepal_width, petal_length, petal_width (4)", hover?.Markdown, StringComparison.Ordinal);
        Assert.Contains("classes: setosa, versicolor, virginica (3)", hover?.Markdown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x = 1 $0")]
    [InlineData("print(\"he$0llo\")")]
    [InlineData("# a com$0ment\nx = 1")]
    [InlineData("x = unknown$0")]
    public void Where_there_is_nothing_to_tell_nothing_is_told(string text)
    {
        var marked = MarkedText.Parse(text);
        Assert.Null(HoverService.At(ScriptAnalysis.Of(marked.Source, NoFiles.Instance), marked.Position));
    }

    [Theory]
    [InlineData("model Net() (x: [B, n]) -> [B, 2] {\n  y = x |> dense(3)\n  y$0 |> \n}", "y: [B, 3]")]
    [InlineData("x = [1, 2]\ny = x$0 +\nz = ", "x: [2]")]
    public void It_works_while_the_text_is_broken(string text, string signature)
    {
        var marked = MarkedText.Parse(text);
        Assert.Equal(signature, HoverService.At(ScriptAnalysis.Of(marked.Source, NoFiles.Instance), marked.Position)?.Signature);
    }

    [Theory]
    [InlineData("dense", "model dense(")]
    [InlineData("train", "`loss`:")]
    [InlineData("scan", "A recurrence")]
    [InlineData("nothing_of_the_kind", null)]
    public void Help_is_the_same_text(string name, string? told)
    {
        if (told is null)
            Assert.Null(HoverService.HelpFor(name));
        else
            Assert.Contains(told, HoverService.HelpFor(name), StringComparison.Ordinal);
    }
}
