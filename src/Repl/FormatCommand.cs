using Dsl.Language.Formatting;
using Dsl.Language.Syntax;

namespace Dsl.Repl;

/// <summary><c>nn fmt</c>: rewrites scripts in the one canonical style. A script with mistakes of form stays as it is.</summary>
internal static class FormatCommand
{
    /// <param name="terminal">The program's streams.</param>
    /// <param name="paths">Scripts; <c>-</c> reads standard input and writes standard output.</param>
    /// <param name="isCheck">Only says which scripts are not in form.</param>
    public static int Run(Terminal terminal, IReadOnlyList<string> paths, bool isCheck)
    {
        var code = ExitCode.Success;
        foreach (var path in paths)
            code = Math.Max(code, RunOne(terminal, path, isCheck));
        return code;
    }

    private static int RunOne(Terminal terminal, string path, bool isCheck)
    {
        if (ScriptFile.Read(terminal, path) is not { } bytes)
            return ExitCode.Usage;
        var tree = SyntaxTree.ParseBytes(path, bytes);
        if (tree.Diagnostics.Any(static d => d.IsError))
        {
            DiagnosticWriter.WriteText(terminal, tree.Diagnostics);
            return ExitCode.Diagnostics;
        }

        var formatted = Formatter.Format(tree);
        var isInForm = formatted == tree.Source.Content;
        if (isCheck)
        {
            if (!isInForm)
                terminal.Error.WriteLine($"{path} is not in the canonical style; nn fmt {path} rewrites it");
            return isInForm ? ExitCode.Success : ExitCode.Diagnostics;
        }

        if (path == ScriptFile.StandardInput)
            terminal.Output.Write(formatted);
        else if (!isInForm)
            return OutputFile.Write(terminal, path, formatted) ? ExitCode.Success : ExitCode.Usage;
        return ExitCode.Success;
    }
}
