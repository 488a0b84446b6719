using System.Text;
using Dsl.Runtime.Storage;

namespace Dsl.Repl;

/// <summary>Writes a file that the command line names, or says clearly why it cannot be written.</summary>
internal static class OutputFile
{
    /// <summary>Whether a file can be written, told before the work and not after it; never over the script that is worked on.</summary>
    /// <returns>False after a message on standard error.</returns>
    public static bool CanWrite(Terminal terminal, string path, string script)
    {
        if (IsScript(path, script))
            return Complain(terminal, $"'{path}' is the script itself, and nothing is written over it");
        return AtomicFile.Try(path) is not { } failure || Complain(terminal, failure.Message);
    }

    /// <summary>Writes the text beside the path and renames it.</summary>
    /// <returns>False after a message on standard error.</returns>
    public static bool Write(Terminal terminal, string path, string text) =>
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text))) is not { } failure || Complain(terminal, failure.Message);

    /// <summary>Whether a path leads to the script, by whatever names and links.</summary>
    public static bool IsScript(string path, string script)
    {
        try
        {
            return script != ScriptFile.StandardInput && File.Exists(path) && Target(path) == Target(script);
        }
        catch (Exception exception) when (AtomicFile.IsExpected(exception))
        {
            // What cannot even be looked at will be refused, with the reason, when it is opened.
            return false;
        }
    }

    private static string Target(string path) => File.ResolveLinkTarget(Path.GetFullPath(path), returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);

    private static bool Complain(Terminal terminal, string problem)
    {
        terminal.Error.WriteLine($"nn: {VisibleText.Of(problem)}");
        return false;
    }
}
