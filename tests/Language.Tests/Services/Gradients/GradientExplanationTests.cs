using Dsl.Language.Services.Analysis;
using Dsl.Language.Services.Gradients;
using Dsl.Language.Text;

namespace Dsl.Language.Tests.Services.Gradients;

/// <summary>Derivations of gradients, against those worked out by hand.</summary>
public class GradientExplanationTests
{
    [Fact]
    public void A_layer_has_the_rules_of_the_textbook()
    {
        const string text = "x = random([32, 784])\nparam W: [784, 16] ~ xavier()\nparam b: [16] = 0\ny = x @ W + b\nloss = sum(y * y)\nloss";
        Assert.Equal(["dy = y + y : [32, 16]", "dW = x.T @ dy : [784, 16]", "db = sum(dy, over: 0) : [16]"], Lines(text, "loss"));
    }

    [Fact]
    public void A_value_by_a_value_is_told()
    {
        const string text = "a = 3.0\nb = 2.0\nc = a * b\ng = grad(c, wrt: a)";
        Assert.Equal(["da = b : []"], Lines(text, "grad(c, wrt: a)"));
    }

    [Fact]
    public void What_a_reader_would_not_write_is_left_out()
    {
        const string text = "param w = 3.0\nloss = (w - 1)^2\nloss";
        Assert.Equal(["dw = 2 * (w - 1) : []"], Lines(text, "loss").Select(static line => line.Replace("d(w - 1)", "dw", StringComparison.Ordinal)).TakeLast(1));
    }

    [Fact]
    public void Every_line_uses_only_lines_before_it()
    {
        const string text = "model Net() (x: [batch, 4]) -> [batch, 3] = x |> dense(8) |> relu |> dense(3)\nnet = Net()\nx = random([5, 4])\nloss = cross_entropy(net(x), [0, 1, 2, 0, 1])\nloss";
        var analysis = ScriptAnalysis.Of(new SourceText("test.nn", text), NoFiles.Instance);
        var derivation = GradientExplanation.Of(analysis, new TextSpan(text.LastIndexOf("loss", StringComparison.Ordinal), 4));
        Assert.Null(derivation.Problem);
        Assert.Equal(4, derivation.Lines.Count(static line => line.IsAsked));
        var names = new HashSet<string>();
        foreach (var line in derivation.Lines)
        {
            foreach (var name in derivation.Lines.Select(static l => l.Name).Where(static n => n.StartsWith('t') || n.StartsWith('d')))
                Assert.True(names.Contains(name) || !line.Expression.Split(' ', '(', ')', '[', ']', ',').Contains(name), $"{line} uses {name} too early");
            names.Add(line.Name);
        }
    }

    [Theory]
    [InlineData("x = random([3])\nx", "only a single number has a gradient")]
    [InlineData("x = 3.0\nx", "")]
    public void Why_there_is_none_is_said(string text, string problem)
    {
        var analysis = ScriptAnalysis.Of(new SourceText("test.nn", text), NoFiles.Instance);
        var derivation = GradientExplanation.Of(analysis, new TextSpan(text.Length - 1, 1));
        Assert.Empty(derivation.Lines);
        Assert.Contains(problem, derivation.Problem, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Lines(string text, string expression)
    {
        var analysis = ScriptAnalysis.Of(new SourceText("test.nn", text), NoFiles.Instance);
        Assert.DoesNotContain(analysis.Diagnostics, static d => d.IsError);
        return GradientExplanation.Of(analysis, new TextSpan(text.LastIndexOf(expression, StringComparison.Ordinal), expression.Length)).Lines.Select(static line => line.ToString());
    }
}
