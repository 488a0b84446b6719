using System.Diagnostics;
using System.Text;
using Dsl.Language.Syntax;

namespace Dsl.Language.Tests.Syntax;

/// <summary>Texts that were written to hurt: deep nesting, long lines, bytes that are no text.</summary>
public class HostileTextTests
{
    private const int Many = 100_000;

    public static TheoryData<string, string, string> Nested => new()
    {
        { "x = ", "(", "" },
        { "x = ", "(", "1" },
        { "x = ", "[", "" },
        { "x = ", "{", "" },
        { "x = ", "-", "1" },
        { "x = ", "- ", "" },
        { "x = ", "not ", "a" },
        { "x = ", "y => ", "y" },
        { "x = ", "(y) => ", "y" },
        { "x = ", "if a { ", "b" },
        { "x = if a { b }", " else if c { d }", "" },
        { "x = ", "if ", "" },
        { "x = a", " + a", "" },
        { "x = a", ".b", "" },
        { "x = a", "(b)", "" },
        { "x = a", "[b]", "" },
        { "x = a", "(", "" },
        { "x = a", "[", "" },
        { "x = a", "^a", "" },
        { "x = a", " |> a", "" },
        { "x = a", "\n |> a", "" },
        { "x = a", " < a", "" },
        { "x = ", "[a, ", "" },
        { "x = ", "(a: ", "" },
        { "x: ", "[", "" },
        { "", "fn f(a = ", "" },
        { "", "model M() = { ", "" },
        { "", "for i in 0..n { ", "" },
        { "x = ", "scan t over T with h = ", "" },
        { "x = ", "scan t over T { ", "" },
        { "x = ", "\"{", "" },
        { "x = ", "\"\"\"{", "" },
        { "x = a", "[b -> ", "" },
        { "x = ", "[a] -> ", "" },
        { "x = ", "lambda a: ", "" },
        { "", "if a:\n ", "" },
        { "", "fn f(x):\n ", "" },
        { "x = a", "+ +", "" },
    };

    [Theory]
    [MemberData(nameof(Nested))]
    public void Deep_nesting_gives_a_report_and_a_shallow_tree(string start, string repeated, string end)
    {
        var text = new StringBuilder(start).Insert(start.Length, repeated, Many).Append(end).Append("\nafter = 1\n").ToString();
        var tree = TreeText.Parse(text);
        TreeText.Verify(tree);
        Assert.NotEmpty(tree.Diagnostics);
        Assert.InRange(tree.Diagnostics.Length, 1, SyntaxLimits.Diagnostics);
        Assert.InRange(tree.Root.Height, 1, 2500);
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("[", "]")]
    [InlineData("{", "}")]
    [InlineData("-", "")]
    [InlineData("f(", ")")]
    [InlineData("a[", "]")]
    [InlineData("if a { ", " }")]
    public void Nesting_beyond_the_limit_is_reported_once_and_the_next_statement_is_read(string open, string close)
    {
        var text = new StringBuilder("x = ").Insert(4, open, Many).Append('1').Append(string.Concat(Enumerable.Repeat(close, Many))).Append("\nafter = 1\n").ToString();
        var tree = TreeText.Parse(text);
        TreeText.Verify(tree);
        Assert.Equal("NN1015", TreeText.Codes(tree));
        Assert.Equal("after = 1", tree.Root.Statements[^1].ToString());
    }

    [Fact]
    public void A_long_chain_is_reported_once_and_the_next_statement_is_read()
    {
        var tree = TreeText.Parse("x = a" + string.Concat(Enumerable.Repeat("+a", Many)) + "\nafter = 1\n");
        Assert.Equal("NN1015", TreeText.Codes(tree));
        Assert.Equal("after = 1", tree.Root.Statements[^1].ToString());
    }

    [Theory]
    [InlineData("(((1)))", 140)]
    [InlineData("a + a", 500)]
    public void What_people_write_stays_within_the_limits(string example, int count)
    {
        var text = example[0] == '(' ? new string('(', count) + "1" + new string(')', count) : "a" + string.Concat(Enumerable.Repeat(" + a", count));
        Assert.Empty(TreeText.Parse(text).Diagnostics);
    }

    public static TheoryData<string> Repeated =>
    [
        "a", "a ", "1 ", "(", ")", "[", "]", "{", "}", "$", "$ ", "a$", "\"", "\"{", "\"{\"", "'", "' ", "\\", "\0", "\0a", "x = ", "x, ", "f(a ", "a:",
        "= ", "fn ", "model ", "param ", "if ", "else ", "a => ", "..", "...", ".", "|>", "[a]->", "\"\"\"", "#", "\u00d7", "\ud800", "\ufeff", "f(]", "{)", "a;", ";", "<-", "a <-b ", "1x", ".5", "return ", "let x",
        "\n}", "f(\n", "{\n", "x = (\n", "\"a\n", "# c\n", "\"\"\"{\n", "x = if a {\n", "if a:\n ", "fn f(x):\n", "f\"",
    ];

    [Theory]
    [MemberData(nameof(Repeated))]
    public void Time_grows_in_proportion_to_the_text(string piece)
    {
        const int Length = 80_000;
        Run(piece, Length / 8);
        var (once, twice) = (Run(piece, Length), Run(piece, 2 * Length));

        // Quadratic work on this size takes many seconds, every time; the margin and further attempts are for a busy machine.
        for (var attempt = 1; attempt < 4 && IsTooLong(); attempt++)
            (once, twice) = (Run(piece, Length), Run(piece, 2 * Length));
        Assert.False(IsTooLong(), $"{once:0} ms, then {twice:0} ms for twice the text");

        bool IsTooLong() => twice >= (6 * once) + 1500;
    }

    [Fact]
    public void Bytes_that_are_not_text_are_reported()
    {
        var tree = SyntaxTree.ParseBytes("test.nn", [.. "x = 1\ny = "u8, 0xff, 0xfe, .. "2\nz = 3\n"u8]);
        TreeText.Verify(tree);
        Assert.Equal("NN1016", tree.Diagnostics[0].Code);
        Assert.Equal("test.nn:2:5", tree.Diagnostics[0].Location.ToString());
        Assert.Equal("z = 3", tree.Root.Statements[^1].ToString());
    }

    [Fact]
    public void A_cut_off_character_at_the_end_is_reported() =>
        Assert.Equal("NN1016", SyntaxTree.ParseBytes("test.nn", [.. "# "u8, 0xc3]).Diagnostics.Single().Code);

    [Fact]
    public void A_nul_character_is_reported_once()
    {
        var tree = SyntaxTree.ParseBytes("test.nn", "x = 1\0\0\ny = \0\"\0\"\n"u8.ToArray());
        TreeText.Verify(tree);
        Assert.Equal("NN1017", TreeText.Codes(tree));
    }

    [Fact]
    public void A_byte_order_mark_is_space()
    {
        var tree = SyntaxTree.ParseBytes("test.nn", [0xef, 0xbb, 0xbf, .. "x = 1"u8]);
        TreeText.Verify(tree);
        Assert.Empty(tree.Diagnostics);
    }

    [Fact]
    public void A_file_beyond_the_limit_is_refused_whole()
    {
        var tree = TreeText.Parse(new string('a', SyntaxLimits.TextLength + 1));
        Assert.Equal("NN1027", TreeText.Codes(tree));
        Assert.Equal(tree.Source.Content, TreeText.FullText(tree.Root));
    }

    [Fact]
    public void One_line_of_a_megabyte_parses()
    {
        var tree = TreeText.Parse("x = [" + string.Concat(Enumerable.Repeat("1.5, ", 200_000)) + "2]");
        Assert.Empty(tree.Diagnostics);
        Assert.Equal(tree.Source.Content, TreeText.FullText(tree.Root));
    }

    private static double Run(string piece, int length)
    {
        var text = string.Concat(Enumerable.Repeat(piece, length / piece.Length));
        var watch = Stopwatch.StartNew();
        var tree = TreeText.Parse(text);
        var time = watch.Elapsed.TotalMilliseconds;
        Assert.Equal(text, TreeText.FullText(tree.Root));
        return time;
    }
}
