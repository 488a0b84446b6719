using Dsl.Language.Services.Analysis;
using Dsl.Language.Services.Signatures;
using Dsl.Language.Tests.Services.Completion;

namespace Dsl.Language.Tests.Services.Signatures;

public class SignatureServiceTests
{
    public static TheoryData<string> Examples => ExampleScripts.Names;

    [Theory]
    [InlineData("dense($0)", "dense([out: int], bias: bool = true, init = lecun_normal()) (x: [..., in]) -> [..., out]")]
    [InlineData("dense(3, $0)", "dense(out: int, [bias: bool = true], init = lecun_normal()) (x: [..., in]) -> [..., out]")]
    [InlineData("dense(3, init: ze$0)", "dense(out: int, bias: bool = true, [init = lecun_normal()]) (x: [..., in]) -> [..., out]")]
    [InlineData("dense(3)($0)", "dense(out: int, bias: bool = true, init = lecun_normal()) ([x: [..., in]]) -> [..., out]")]
    [InlineData("layer = dense(3)\nlayer($0", "dense(out: int, bias: bool = true, init = lecun_normal()) ([x: [..., in]]) -> [..., out]")]
    [InlineData("f = (alpha, beta) => alpha + beta\nf(1, $0)", "f(alpha, [beta])")]
    [InlineData("fn f(a, b = 2) = a\nf(f(1, $0), 2)", "f(a, [b = 2])")]
    [InlineData("fn f(a, b = 2) = a\nf(f(1, 2), $0)", "f(a, [b = 2])")]
    [InlineData("fn f(a, b = 2) = a\nx = 1 |> f($0)", "f(a, [b = 2])")]
    [InlineData("x = random([2, 3]) |> dense($0)", "dense([out: int], bias: bool = true, init = lecun_normal()) (x: [..., in]) -> [..., out]")]
    [InlineData("x = random([2, 3]) |> sum($0)", "sum(x, [over?], keep?)")]
    [InlineData("x = sum([1, $02])", "sum([x], over?, keep?)")]
    [InlineData("param w = 1.0\nminimize(w^2, by: sgd($0))", "sgd([lr = 0.01])")]
    [InlineData("param w = 1.0\nminimize(w^2, by: $0sgd())", "minimize(loss, [by], over?, clip?, clip_value?)")]
    [InlineData("make_moons(10, $0\nx = 3", "make_moons(n, [noise?], seed?)")]
    [InlineData("import \"blocks.nn\" as blocks\nx = blocks.Block($0)", "Block([width: int]) (x: [B, width]) -> [B, width]")]
    [InlineData("dense(1, 2, 3, 4$0)", "dense(out: int, bias: bool = true, init = lecun_normal()) (x: [..., in]) -> [..., out]")]
    public void TheParameterBeingGivenIsMarked(string marked, string expected)
    {
        var help = At(marked);
        Assert.NotNull(help);
        var label = help.Label;
        if (help.Active >= 0)
        {
            var place = help.Parameters[help.Active].Place;
            label = label[..place.Start] + "[" + label.Substring(place.Start, place.Length) + "]" + label[place.End..];
        }

        Assert.Equal(expected, label);
    }

    [Theory]
    [InlineData("x = $01")]
    [InlineData("nobody($0)")]
    [InlineData("fn f(x$0) = x")]
    [InlineData("x = dense(3)$0")]
    [InlineData("y = dense(3\nz = $04")]
    [InlineData("f = twice(x => { $0 })")]
    [InlineData("")]
    public void OutsideOfCallsThereIsNothing(string marked) => Assert.Null(At(marked));

    [Fact]
    public void ParametersAreExplained()
    {
        var help = At("cross_entropy(a, b, label_smoothing: $0)")!;
        Assert.Contains("(1 - s) of itself", help.Parameters[help.Active].Documentation, StringComparison.Ordinal);
        Assert.StartsWith("The cross-entropy between", help.Documentation, StringComparison.Ordinal);
        Assert.DoesNotContain("```", help.Documentation, StringComparison.Ordinal);
        Assert.Contains("rows of a mini-batch", At("train(n, d, batch: $0)")!.Parameters.Single(static p => p.Name == "batch").Documentation, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void EveryPlaceOfAnExampleCanBeAsked(string example)
    {
        var analysis = ScriptAnalysis.Of(ExampleScripts.Read(example), new ExampleFiles());
        foreach (var token in analysis.Tree.Root.DescendantTokens())
        {
            if (SignatureService.At(analysis, token.Span.End) is not { } help)
                continue;
            Assert.InRange(help.Active, -1, help.Parameters.Length - 1);
            Assert.All(help.Parameters, p => Assert.StartsWith(p.Name, help.Label.AsSpan(p.Place.Start, p.Place.Length).ToString(), StringComparison.Ordinal));
        }
    }

    private static SignatureHelp? At(string marked)
    {
        var text = MarkedText.Parse(marked);
        return SignatureService.At(ScriptAnalysis.Of(text.Source, CompletionPlaces.Files), text.Position);
    }
}
