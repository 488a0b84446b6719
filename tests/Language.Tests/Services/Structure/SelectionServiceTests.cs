using Dsl.Language.Services.Structure;
using Dsl.Language.Syntax;

namespace Dsl.Language.Tests.Services.Structure;

public class SelectionServiceTests
{
    public static TheoryData<string> Examples => ExampleScripts.Names;

    [Theory]
    [InlineData("y = f(al$0pha, 2)", "alpha | alpha, 2 | f(alpha, 2) | y = f(alpha, 2)")]
    [InlineData("y = x + 2$0 * k", "2 | 2 * k | x + 2 * k | y = x + 2 * k")]
    [InlineData("print(\"loss {los$0s:.3}!\")", "loss | loss:.3 | {loss:.3} | loss {loss:.3}! | \"loss {loss:.3}!\" | print(\"loss {loss:.3}!\")")]
    [InlineData("## says\nx = $01", "1 | x = 1 | ## says\nx = 1")]
    [InlineData("# a com$0ment\nx = 1", "# a comment | # a comment\nx = 1")]
    [InlineData("$0", "")]
    public void SelectionGrowsWithTheTree(string marked, string expected)
    {
        var text = MarkedText.Parse(marked);
        Assert.Equal(expected, string.Join(" | ", SelectionService.At(text.Tree, text.Position).Select(text.Source.Slice)));
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void EveryStepHoldsTheOneBefore(string example)
    {
        var tree = SyntaxTree.Parse(ExampleScripts.Read(example));
        for (var position = 0; position <= tree.Source.Length; position++)
        {
            var spans = SelectionService.At(tree, position);
            Assert.Equal(tree.Source.Length, spans[^1].Length);
            for (var i = 0; i < spans.Length; i++)
            {
                Assert.InRange(position, spans[i].Start, spans[i].End);
                Assert.True(i == 0 || (spans[i].Start <= spans[i - 1].Start && spans[i].End >= spans[i - 1].End && spans[i].Length > spans[i - 1].Length));
            }
        }
    }
}
