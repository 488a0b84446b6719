using Dsl.Language.Services.Analysis;
using Dsl.Language.Services.Structure;
using Dsl.Language.Text;

namespace Dsl.Language.Tests.Services.Structure;

/// <summary>The outline of scripts, also of broken ones.</summary>
public class OutlineServiceTests
{
    [Fact]
    public void Declarations_hold_their_weights_and_layers()
    {
        const string text = "steps = 3\nmodel Net(size: int) (x: [B, n]) -> [B, size] {\n  param W: [n, size] ~ xavier()\n  head = dense(size)\n  x @ W |> head\n}\nfn f(x) = x\n(a, b) = (1, 2)\nsteps = 4";
        Assert.Equal(
            [
                "steps Local the whole number 3", "Net Model (size: int) (x: [B, n]) -> [B, size]", "  W Weight [n, size]", "  head Local the model dense with its weights", "f Function (x)",
                "a Local the whole number 1", "b Local the whole number 2",
            ],
            Lines(text));
    }

    [Theory]
    [InlineData("model Net(", "Net Model (")]
    [InlineData("x = \ny = 2", "x Local")]
    [InlineData("model A() (x: [B]) = x\nfn b(", "A Model")]
    public void Broken_text_has_an_outline(string text, string first) => Assert.StartsWith(first, Lines(text)[0], StringComparison.Ordinal);

    private static List<string> Lines(string text)
    {
        var lines = new List<string>();
        foreach (var item in OutlineService.Of(ScriptAnalysis.Of(new SourceText("test.nn", text), NoFiles.Instance)))
            Add(item, "");
        return lines;

        void Add(OutlineItem item, string indentation)
        {
            lines.Add($"{indentation}{item.Name} {item.Kind} {item.Detail}");
            Assert.True(item.FullSpan.Start <= item.Span.Start && item.Span.End <= item.FullSpan.End);
            foreach (var child in item.Children)
                Add(child, indentation + "  ");
        }
    }
}
