using System.CommandLine;
using System.CommandLine.Invocation;

namespace Dsl.Repl;

/// <summary>The program's commands, options and help.</summary>
internal static class CommandLine
{
    /// <summary>Carries out a command line.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Run(string[] arguments, Terminal terminal)
    {
        var root = new RootCommand("nn: a small language to describe, check, train and use neural networks")
        {
            Explain(terminal),
        };
        var parsed = root.Parse(arguments.Length == 0 ? ["--help"] : arguments);
        if (parsed.Action is ParseErrorAction mistake)
        {
            mistake.ShowHelp = false;
            mistake.ShowTypoCorrections = true;
        }

        var code = parsed.Invoke(new InvocationConfiguration { Output = terminal.Output, Error = terminal.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        return parsed.Action is ParseErrorAction ? ExitCode.Usage : code;
    }

    private static Command Explain(Terminal terminal)
    {
        var code = new Argument<string>("CODE") { Description = "the code of an error, such as NN3001" };
        var command = new Command("explain", "explain an error, with an example and how to mend it") { code };
        command.SetAction(parsed => ExplainCommand.Run(terminal, parsed.GetValue(code)!));
        return command;
    }
}
