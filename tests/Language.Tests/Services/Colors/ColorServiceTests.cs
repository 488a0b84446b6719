using Dsl.Language.Services.Colors;
using Dsl.Language.Syntax;
using Dsl.Language.Tests.Syntax;

namespace Dsl.Language.Tests.Services.Colors;

public class ColorServiceTests
{
    public static TheoryData<string> Examples => ExampleScripts.Names;

    [Theory]
    [InlineData("fn area(width) = width * 2", "fn:Keyword area:Function width:Parameter =:Operator width:Parameter *:Operator 2:Number")]
    [InlineData("model M() (x: int[B, 2*T]) -> [B] = relu(x)", "model:Keyword M:Model x:Parameter int:ElementType B:Dimension 2:Number *:Operator T:Dimension ->:Operator B:Dimension =:Operator relu:Function x:Parameter")]
    [InlineData("x = 1 # one", "x:Variable =:Operator 1:Number # one:Comment")]
    [InlineData("## says\nprint(\"a\\n{x:.3}\")", "## says:DocumentationComment print:Unit \":String a:String \\n:Escape {:Escape x:Variable ::Escape .3:Escape }:Escape \":String")]
    [InlineData("y = x |> dense(2)\nz = y.T", "y:Variable =:Operator x:Variable |>:Operator dense:Model 2:Number z:Variable =:Operator y:Variable T:Field")]
    [InlineData("sum(x, over: 0)", "sum:Function x:Variable over:Parameter 0:Number")]
    [InlineData("train(net, by: sgd(0.1))", "train:Unit net:Variable by:Parameter sgd:Optimizer 0.1:Number")]
    [InlineData("param w = 1\nw = (lr: w)", "param:Keyword w:Weight =:Operator 1:Number w:Variable =:Operator lr:Field w:Weight")]
    [InlineData("state m = 0; m <- m + 1", "state:Keyword m:State =:Operator 0:Number m:State <-:Operator m:State +:Operator 1:Number")]
    [InlineData("assert true", "assert:Keyword true:Keyword")]
    public void NamesHaveTheirColors(string text, string expected)
    {
        var tree = TreeText.Parse(text);
        Assert.Equal(expected, string.Join(' ', ColorService.Of(tree).Select(c => $"{tree.Source.Slice(c.Span)}:{c.Color}")));
    }

    [Fact]
    public void NamesOfTheLibraryAreMarkedAsSuch()
    {
        var tree = TreeText.Parse("dense(exp(1))");
        var colors = ColorService.Of(tree);
        Assert.Equal(ColorModifiers.Library | ColorModifiers.ReadOnly, colors[0].Modifiers);
        Assert.Equal(ColorModifiers.BuiltIn | ColorModifiers.ReadOnly, colors[1].Modifiers);
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void SpansAreInOrderWithinLinesAndCoverAllWords(string example)
    {
        var tree = SyntaxTree.Parse(ExampleScripts.Read(example));
        Verify(tree);
        Assert.Empty(tree.Root.DescendantTokens().Where(static t => t.Kind == SyntaxKind.IdentifierToken).Select(static t => t.Span)
            .Except(ColorService.Of(tree).Select(static c => c.Span)));
    }

    [Theory]
    [InlineData("\"\"\"one\r\ntwo\\n\r\n\"\"\"")]
    [InlineData("\"open \\")]
    [InlineData("x = (1, \"{a")]
    [InlineData("\"\\\uD83D\uDE00\"")]
    [InlineData(") ] } # what\r\n\"\"\"never closed\n")]
    [InlineData("")]
    public void BrokenTextHasColorsToo(string text) => Verify(TreeText.Parse(text));

    private static void Verify(SyntaxTree tree)
    {
        var end = 0;
        foreach (var colored in ColorService.Of(tree))
        {
            Assert.True(colored.Span.Start >= end && colored.Span.Length > 0);
            Assert.DoesNotContain(tree.Source.Slice(colored.Span), static c => c is '\n' or '\r');
            end = colored.Span.End;
        }

        Assert.True(end <= tree.Source.Length);
    }
}
