namespace Dsl.Repl.Tests;

/// <summary>A command line with a slip of the pen is told which word of it is not known.</summary>
public class CommandMistakeTests
{
    [Theory]
    [InlineData("nn: nn run has no option '--sed'; did you mean '--seed'?", "run", "--sed", "3", "x.nn")]
    [InlineData("nn: nn run has no option '--epochs'; nn run --help lists its options", "run", "x.nn", "--epochs=3")]
    [InlineData("nn: there is no command 'rn'; did you mean 'run'?", "rn", "x.nn")]
    [InlineData("nn: there is no command 'x.nn'; a script is run by: nn run x.nn", "x.nn")]
    [InlineData("nn: there is no command 'quux'; nn --help lists the commands", "quux")]
    public void The_word_that_is_not_known_is_named(string message, params string[] arguments)
    {
        var result = NnProcess.Run(arguments);
        Assert.Equal((ExitCode.Usage, string.Empty, message + "\n"), (result.ExitCode, result.Output, result.Error));
    }

    [Fact]
    public void A_number_below_zero_and_a_lone_dash_are_values()
    {
        using var folder = new ScriptFolder();
        var result = NnProcess.Run("run", "--seed", "-1", folder.Add("print(1)\n"));
        Assert.Equal((ExitCode.Success, "1\n"), (result.ExitCode, result.Output));
    }
}
