using Dsl.Language.Formatting;
using Dsl.Language.Services.Editing;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Tests.Services.Editing;

public class FormattingServiceTests
{
    public static TheoryData<string> Examples => ExampleScripts.Names;

    [Theory]
    [MemberData(nameof(Examples))]
    public void ChangesOfASpoiledExampleGiveTheFormattedOne(string example)
    {
        var source = ExampleScripts.Read(example);
        var formatted = Formatter.Format(SyntaxTree.Parse(source));
        Assert.Empty(FormattingService.Document(SyntaxTree.Parse(new SourceText("a.nn", formatted))));
        var spoiled = new SourceText("a.nn", source.Content.Replace("\n  ", "\n     ", StringComparison.Ordinal).Replace(" = ", "=", StringComparison.Ordinal).TrimEnd());
        var tree = SyntaxTree.Parse(spoiled);
        var edits = FormattingService.Document(tree);
        Assert.Equal(Formatter.Format(tree), MarkedText.Apply(spoiled, edits));
        Assert.All(edits, e => Assert.Equal(-1, (spoiled.Slice(e.Location.Span) + e.NewText).AsSpan().IndexOfAnyExcept(" \n\r")));
    }

    [Fact]
    public void OnlyTheLinesAskedForChange()
    {
        var text = MarkedText.Parse("a=1\nb=$02\nc=3\n");
        Assert.Equal("a=1\nb = 2\nc=3\n", MarkedText.Apply(text.Source, FormattingService.Range(text.Tree, new TextSpan(text.Position, 0))));
    }

    [Fact]
    public void SoundStatementsOfABrokenScriptAreFormatted()
    {
        var text = MarkedText.Parse("a=1\nb = (\nfn f( x )=x\n");
        Assert.Equal("a = 1\nb = (\nfn f(x) = x\n", MarkedText.Apply(text.Source, FormattingService.Range(text.Tree, new TextSpan(0, text.Source.Length))));
    }

    [Theory]
    [InlineData("fn f(x) {\n y=x\n      y }$0\na=1", '}', "fn f(x) {\n  y = x\n  y\n}\na=1")]
    [InlineData("fn f(x) {\n  y = (\n  }$0", '}', "fn f(x) {\n  y = (\n}")]
    [InlineData("fn f(x) {\n$0", '\n', "fn f(x) {\n  ")]
    [InlineData("fn f(x) {\n  if x {\n$0", '\n', "fn f(x) {\n  if x {\n    ")]
    [InlineData("x=1\n$0", '\n', "x = 1\n")]
    [InlineData("a=2\nx=1\n$0", '\n', "a=2\nx = 1\n")]
    [InlineData("x =\n$0", '\n', "x =\n  ")]
    [InlineData("print(\n$0)", '\n', "print(\n)")]
    [InlineData("s = \"\"\"\n$0", '\n', "s = \"\"\"\n")]
    [InlineData("x = 1}$0", '}', "x = 1}")]
    [InlineData("x=1;$0", ';', "x=1;")]
    public void TypingKeepsTheStyle(string marked, char typed, string expected)
    {
        var text = MarkedText.Parse(marked);
        Assert.Equal(expected, MarkedText.Apply(text.Source, FormattingService.OnType(text.Tree, text.Position, typed)));
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void TypingAnywhereKeepsTheTokens(string example)
    {
        var source = ExampleScripts.Read(example);
        for (var line = 1; line < source.LineCount; line++)
        {
            var start = source.LineSpan(line).Start;
            var broken = new SourceText("a.nn", source.Content.Insert(start, "\n"));
            var tree = SyntaxTree.Parse(broken);
            var after = SyntaxTree.Parse(new SourceText("a.nn", MarkedText.Apply(broken, FormattingService.OnType(tree, start + 1, '\n'))));
            Assert.Equal(tree.Root.DescendantTokens().Select(static t => t.Text), after.Root.DescendantTokens().Select(static t => t.Text));
        }
    }
}
