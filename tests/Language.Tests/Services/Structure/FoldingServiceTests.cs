using Dsl.Language.Services.Structure;
using Dsl.Language.Syntax;
using Dsl.Language.Tests.Syntax;

namespace Dsl.Language.Tests.Services.Structure;

public class FoldingServiceTests
{
    [Theory]
    [InlineData("fn f(x) {\n  y = x\n  y\n}\nz = 1", "1-3 Code")]
    [InlineData("model M()\n    (x: [B]) -> [B] =\n  x |> relu\n", "1-3 Code")]
    [InlineData("## one\n## two\nx = 1", "1-2 Comment")]
    [InlineData("import \"a.nn\"\nimport \"b.nn\"\nx = 1", "1-2 Imports")]
    [InlineData("train(net, data,\n  loss: mse,\n  epochs: 1)", "1-3 Code")]
    [InlineData("x = [\n  1,\n  2,\n]\n", "1-3 Code")]
    [InlineData("s = \"\"\"\none\n\"\"\"", "1-3 Code")]
    [InlineData("x = 1\ny = 2", "")]
    [InlineData("if a {\n  b\n} else {\n  c\n}", "1-4 Code, 3-4 Code")]
    [InlineData("fn f( {\n  x\n", "1-2 Code")]
    public void RangesAreLines(string text, string expected)
    {
        var tree = TreeText.Parse(text);
        Assert.Equal(expected, string.Join(", ", FoldingService.Of(tree).Select(f =>
            $"{tree.Source.LineOf(f.Span.Start) + 1}-{tree.Source.LineOf(f.Span.End) + 1} {f.Kind}")));
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void EveryExampleFolds(string example)
    {
        var tree = SyntaxTree.Parse(ExampleScripts.Read(example));
        var ranges = FoldingService.Of(tree);
        var folded = ranges.Select(f => tree.Source.LineOf(f.Span.Start)).ToHashSet();
        Assert.All(
            tree.Root.DescendantNodesAndSelf().OfType<BlockSyntax>().Where(b => tree.Source.LineOf(b.Close.Span.Start) > tree.Source.LineOf(b.Open.Span.Start) + 1),
            block => Assert.Contains(tree.Source.LineOf(block.Open.Span.Start), folded));
        Assert.All(ranges, f => Assert.True(tree.Source.LineOf(f.Span.End) > tree.Source.LineOf(f.Span.Start)));
        Assert.Equal(ranges.Select(f => tree.Source.LineOf(f.Span.Start)).Distinct().Order(), ranges.Select(f => tree.Source.LineOf(f.Span.Start)));
    }

    public static TheoryData<string> Examples => ExampleScripts.Names;
}
