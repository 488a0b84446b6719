using System.Text;
using Dsl.Runtime.Storage;

namespace Dsl.Repl;

/// <summary>Writes a file that the command line names, or says clearly why it cannot be written.</summary>
internal static class OutputFile
{
    /// <summary>Writes the text beside the path and renames it.</summary>
    /// <returns>False after a message on standard error.</returns>
    public static bool Write(Terminal terminal, string path, string text)
    {
        if (AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text))) is not { } failure)
            return true;
        terminal.Error.WriteLine($"nn: {VisibleText.Of(failure.Message)}");
        return false;
    }
}
