using Dsl.Language.Syntax;

namespace Dsl.Language.Tests.Syntax;

public class PrecedenceTests
{
    [Theory]
    [InlineData("-2^2", "(- (2 ^ 2))")]
    [InlineData("2^-1", "(2 ^ (- 1))")]
    [InlineData("2^3^4", "(2 ^ (3 ^ 4))")]
    [InlineData("-a * b", "((- a) * b)")]
    [InlineData("a - b - c", "((a - b) - c)")]
    [InlineData("a + b * c @ d", "(a + ((b * c) @ d))")]
    [InlineData("a // b % c", "((a // b) % c)")]
    [InlineData("0..n + 1", "(0 .. (n + 1))")]
    [InlineData("a < b..c", "(a < (b .. c))")]
    [InlineData("not a == b", "(not (a == b))")]
    [InlineData("not a and b", "((not a) and b)")]
    [InlineData("a or b and c", "(a or (b and c))")]
    [InlineData("a or b |> f", "((a or b) |> f)")]
    [InlineData("x + y |> f |> g", "(((x + y) |> f) |> g)")]
    [InlineData("a |> f => f |> g", "(a |> (f => (f |> g)))")]
    [InlineData("x => y => x + y", "(x => (y => (x + y)))")]
    [InlineData("(x, y) => x * y", "(x y => (x * y))")]
    [InlineData("f(a)(b).T^2", "(f(a)(b).T ^ 2)")]
    [InlineData("x <-3", "(x < (- 3))", true)]
    [InlineData("q @ k.T / sqrt(C / heads)", "((q @ k.T) / sqrt((C / heads)))")]
    [InlineData("(a\n+ b)", "(a + b)")]
    [InlineData("a +\nb", "(a + b)")]
    [InlineData("a\n  |> b\n  |> c", "((a |> b) |> c)")]
    public void Operators_bind_as_the_language_says(string text, string expected, bool insideCall = false)
    {
        if (insideCall)
            (text, expected) = ($"f({text})", $"f({expected})");
        Assert.Equal(expected, TreeText.Grouped(TreeText.Expression(text)));
    }

    [Theory]
    [InlineData("a\n-b", 2)]
    [InlineData("f\n(x)", 2)]
    [InlineData("f\n[x]", 2)]
    [InlineData("f(\nx\n)", 1)]
    [InlineData("f(x => {\n a\n b\n})", 1)]
    [InlineData("if a { b }\nelse { c }", 1)]
    [InlineData("if a { b }\n\n# remark\nelse if d { e } else { c }", 1)]
    [InlineData("a = 1; b = 2;", 2)]
    [InlineData("model M(a: int)\n  (x: [n]) -> [n] = x", 1)]
    [InlineData("x =\n  3", 1)]
    [InlineData("f = x =>\n  3", 1)]
    public void Line_breaks_end_statements_where_they_should(string text, int count)
    {
        var tree = TreeText.Parse(text);
        TreeText.Verify(tree);
        Assert.Empty(tree.Diagnostics);
        Assert.Equal(count, tree.Root.Statements.Length);
    }

    [Fact]
    public void Inside_braces_inside_parentheses_lines_are_statements_again()
    {
        var call = Assert.IsType<CallSyntax>(TreeText.Expression("f(x => {\n a\n -b\n})"));
        var lambda = Assert.IsType<LambdaSyntax>(call.Arguments[0].Value);
        Assert.Equal(2, Assert.IsType<BlockSyntax>(lambda.Body).Statements.Length);
    }
}
