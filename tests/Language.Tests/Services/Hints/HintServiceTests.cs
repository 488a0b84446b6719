using Dsl.Language.Services.Analysis;
using Dsl.Language.Services.Hints;
using Dsl.Language.Tests.Services.Completion;
using Dsl.Language.Text;

namespace Dsl.Language.Tests.Services.Hints;

public class HintServiceTests
{
    public static TheoryData<string> Examples => ExampleScripts.Names;

    [Theory]
    [InlineData("x = random([2, 3])", HintMode.All, "x«: [2, 3]» = random([2, 3])")]
    [InlineData("x = random([2, 3])", HintMode.Changed, "x«: [2, 3]» = random([2, 3])")]
    [InlineData("x = random([2, 3])", HintMode.Off, "x = random([2, 3])")]
    [InlineData("x = 3", HintMode.All, "x = 3")]
    [InlineData("x = random([2, 3])\ny = relu(x)", HintMode.All, "x«: [2, 3]» = random([2, 3])\ny«: [2, 3]» = relu(x)")]
    [InlineData("x = random([2, 3])\ny = relu(x)", HintMode.Changed, "x«: [2, 3]» = random([2, 3])\ny = relu(x)")]
    [InlineData("x = random([2, 3])\ny = x.T + 1", HintMode.Changed, "x«: [2, 3]» = random([2, 3])\ny«: [3, 2]» = x.T + 1")]
    [InlineData("model M(n: int) (x: [B, C]) {\n  y = x |> dense(n)\n  y\n}", HintMode.Changed, "model M(n: int) (x: [B, C]) {\n  y«: [B, n]» = x |> dense(n)\n  y\n}")]
    [InlineData("fn f(x: [B, C]) =\n  x\n    |> relu\n    |> sum(over: 0)\n", HintMode.Changed, "fn f(x: [B, C]) =\n  x\n    |> relu\n    |> sum(over: 0)«  [C]»\n")]
    [InlineData("fn f(x: [B, C]) =\n  x\n    |> relu\n    |> sum(over: 0)\n", HintMode.All, "fn f(x: [B, C]) =\n  x\n    |> relu«  [B, C]»\n    |> sum(over: 0)«  [C]»\n")]
    [InlineData("layer = dense(3, true)", HintMode.All, "layer = dense(«out: »3, «bias: »true)")]
    [InlineData("y = random([2, 3]) |> dense(4)", HintMode.All, "y«: [2, 4]» = random([2, 3]) |> dense(«out: »4)")]
    [InlineData("y = exp(1)", HintMode.All, "y = exp(1)")]
    [InlineData("x: [B, T] = [[1, 2, 3], [4, 5, 6]]", HintMode.All, "x: [B, T]«  B = 2, T = 3» = [[1, 2, 3], [4, 5, 6]]")]
    [InlineData("fn f(x: [B, C]) = rearrange(x, [B, 2*h] -> [h, B, 2])", HintMode.All, "fn f(x: [B, C]) = rearrange(x, [B, 2*h«=C / 2»] -> [h, B, 2])")]
    [InlineData("x = argmax(random([2, 3]), over: 1)", HintMode.All, "x«: int[2]» = argmax(random([2, 3]), over: 1)")]
    [InlineData("x = random([2, 3]\ny = random([4])", HintMode.All, "x«: [2, 3]» = random([2, 3]\ny«: [4]» = random([4])")]
    public void HintsSayWhatTheScriptDoesNot(string text, HintMode mode, string expected)
    {
        var analysis = ScriptAnalysis.Of(new SourceText("test.nn", text), CompletionPlaces.Files);
        var hints = HintService.Of(analysis, new TextSpan(0, text.Length), mode);
        foreach (var hint in hints.Reverse())
            text = text.Insert(hint.Position, $"«{hint.Text}»");
        Assert.Equal(expected, text);
    }

    [Fact]
    public void OnlyHintsOfTheSpanAreGiven()
    {
        const string Text = "x = random([2, 3])\ny = random([4, 3])";
        var analysis = ScriptAnalysis.Of(new SourceText("test.nn", Text), CompletionPlaces.Files);
        Assert.Equal(": [4, 3]", Assert.Single(HintService.Of(analysis, new TextSpan(19, 3), HintMode.All)).Text);
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void ExamplesHaveHintsInOrderAndChangedOnesAreAmongAll(string example)
    {
        var analysis = ScriptAnalysis.Of(ExampleScripts.Read(example), new ExampleFiles());
        var span = new TextSpan(0, analysis.Source.Length);
        var all = HintService.Of(analysis, span, HintMode.All);
        Assert.Equal(all.Select(static h => h.Position).Order(), all.Select(static h => h.Position));
        Assert.Empty(HintService.Of(analysis, span, HintMode.Changed).Except(all));
    }
}
