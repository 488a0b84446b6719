using System.Text;
using Dsl.Repl.Prompt;

namespace Dsl.Repl.Tests;

/// <summary>How entries are made of lines.</summary>
public class EntryReaderTests
{
    [Theory]
    [InlineData("[\n", "1,\n", "]\n")]
    [InlineData("fn f(a) {\n", "  a = a + \"}\"  # }\n", "}\n")]
    [InlineData("\"\"\"\n", "text (\n", "\"\"\"\n")]
    [InlineData("(1 +\n", "[1] @ [1],\n", ")\n")]
    [InlineData("1 +\n", "1 +\n", "print(1)\n")]
    [InlineData("x =\n", "-\n", "print(1)\n")]
    public void An_entry_that_is_too_long_is_refused_whole(string first, string line, string last)
    {
        var text = first + string.Concat(Enumerable.Repeat(line, EntryReader.MostLines + 50)) + last + "x = 2\n";
        var reader = new EntryReader(new StringReader(text), static _ => { });
        Assert.NotNull(reader.Read());
        Assert.True(reader.IsCutOff);
        Assert.Equal("x = 2", reader.Read());
        Assert.False(reader.IsCutOff);
        Assert.Null(reader.Read());
    }

    [Theory]
    [InlineData("1 +\n", "1")]
    [InlineData("-\n", "1")]
    [InlineData("[\n", "1", "]\n")]
    [InlineData("if a {\n", "1\n", "}\n")]
    public void An_entry_that_is_nested_too_deeply_ends_where_it_ends(string opening, string middle, string closing = "")
    {
        const int Depth = 700;
        var begun = string.Concat(Enumerable.Repeat(opening, Depth));
        Assert.False(EntryCompleteness.IsComplete(begun));
        Assert.True(EntryCompleteness.IsComplete(begun + middle + string.Concat(Enumerable.Repeat(closing, Depth))));
        if (closing.Length > 0)
            Assert.False(EntryCompleteness.IsComplete(begun + middle + string.Concat(Enumerable.Repeat(closing, Depth - 1))));
    }

    [Theory]
    [InlineData(":type x @", false)]
    [InlineData(":type x @\n  y", true)]
    [InlineData(":time {", false)]
    [InlineData(":load (", true)]
    [InlineData(":type", true)]
    [InlineData(":unheard (", true)]
    [InlineData("if a {\n  1\n}\nelse {\n  2\n}", true)]
    public void A_command_goes_on_while_what_follows_it_is_incomplete(string text, bool isComplete) => Assert.Equal(isComplete, EntryCompleteness.IsComplete(text));

    [Fact]
    public void Input_is_utf8_whatever_its_first_bytes_look_like()
    {
        var utf16 = NnProcess.RunWithInput([0xff, 0xfe, .. Encoding.Unicode.GetBytes("1 + 1\n")], "repl");
        Assert.Equal(ExitCode.Success, utf16.ExitCode);
        Assert.DoesNotContain("2", utf16.Output, StringComparison.Ordinal);
        var marked = NnProcess.RunWithInput([0xef, 0xbb, 0xbf, .. "1 + 1\n"u8], "repl");
        Assert.Equal("2\n", marked.Output);
    }

    [Fact]
    public void Control_codes_of_a_mistyped_command_do_not_reach_the_terminal()
    {
        var result = NnProcess.RunWithInput(Encoding.UTF8.GetBytes(":no\u001b[2Jsuch\a\n:device \u009b2J\n:save \u001b]0;t\a/x\n:load \u001b[31m\n"), "repl");
        Assert.Equal(ExitCode.Success, result.ExitCode);
        Assert.DoesNotContain(result.Error + result.Output, static character => char.IsControl(character) && character != '\n');
    }

    [Fact]
    public void An_else_that_came_too_late_is_explained()
    {
        var result = NnProcess.RunWithInput("if 1 > 2 { print(1) }\nelse { print(2) }\n"u8.ToArray(), "repl");
        Assert.Contains("} else {", result.Error, StringComparison.Ordinal);
    }
}
