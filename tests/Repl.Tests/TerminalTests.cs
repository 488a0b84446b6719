using Dsl.Runtime.Execution;

namespace Dsl.Repl.Tests;

public sealed class TerminalTests
{
    [Theory]
    [InlineData(ColorDepth.None)]
    [InlineData(ColorDepth.None, "TERM=xterm")]
    [InlineData(ColorDepth.None, "TERM=dumb", "COLORTERM=truecolor")]
    [InlineData(ColorDepth.None, "TERM=xterm-256color", "NO_COLOR=1")]
    [InlineData(ColorDepth.Indexed, "TERM=xterm-256color", "NO_COLOR=")]
    [InlineData(ColorDepth.Indexed, "TERM=screen-256color", "COLORTERM=yes")]
    [InlineData(ColorDepth.TrueColor, "TERM=xterm-256color", "COLORTERM=truecolor")]
    [InlineData(ColorDepth.TrueColor, "COLORTERM=24bit")]
    public void Colours_are_those_that_the_terminal_says_it_has(ColorDepth expected, params string[] variables)
    {
        var values = variables.Select(static v => v.Split('=')).ToDictionary(static v => v[0], static v => v[1]);
        Assert.Equal(expected, Terminal.ColorsOf(values.GetValueOrDefault));
    }
}
