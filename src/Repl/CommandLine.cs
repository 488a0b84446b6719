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
            Format(terminal),
            Explain(terminal),
        };
        var parsed = root.Parse(arguments.Length == 0 ? ["--help"] : arguments);
        if (parsed.Action is ParseErrorAction mistake)
            mistake.ShowHelp = false;

        // Ctrl+C is the running script's own affair, so no handler of the command line's is wanted.
        var configuration = new InvocationConfiguration
        {
            Output = terminal.Output,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        var code = parsed.Invoke(configuration);
        return parsed.Action is ParseErrorAction ? ExitCode.Usage : code;
    }

    private static Command Format(Terminal terminal)
    {
        var files = new Argument<string[]>("FILE") { Description = "scripts; - reads standard input and writes standard output", Arity = ArgumentArity.OneOrMore };
        var check = new Option<bool>("--check") { Description = "only say which scripts are not in the canonical style, and exit with 1 if any" };
        var command = new Command("fmt", "rewrite scripts in the one canonical style") { files, check };
        command.SetAction(parsed => FormatCommand.Run(terminal, parsed.GetValue(files)!, parsed.GetValue(check)));
        return command;
    }

    private static Command Explain(Terminal terminal)
    {
        var code = new Argument<string>("CODE") { Description = "the code of an error, such as NN3001" };
        var command = new Command("explain", "explain an error, with an example and how to mend it") { code };
        command.SetAction(parsed => ExplainCommand.Run(terminal, parsed.GetValue(code)!));
        return command;
    }
}
