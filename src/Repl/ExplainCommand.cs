namespace Dsl.Repl;

/// <summary><c>nn explain CODE</c>: the page about one kind of mistake.</summary>
internal static class ExplainCommand
{
    public static int Run(Terminal terminal, string code)
    {
        if (ErrorPages.Find(code) is not { } page)
        {
            terminal.Error.WriteLine($"nn: there is no page about '{code}'; codes look like NN3001");
            return ExitCode.Usage;
        }

        terminal.Output.Write(page);
        if (!page.EndsWith('\n'))
            terminal.Output.WriteLine();
        return ExitCode.Success;
    }
}
