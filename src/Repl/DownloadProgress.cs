using System.Diagnostics;
using Dsl.Language.Data;

namespace Dsl.Repl;

/// <summary>Draws how much of a file has come, in one line of a terminal; elsewhere nothing.</summary>
internal sealed class DownloadProgress(Terminal terminal, PublicDataFile file)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private long shownAt;
    private bool isShown;

    /// <summary>So many bytes are there.</summary>
    public void Show(long length)
    {
        if (!terminal.ErrorIsTerminal || (isShown && length < file.Length && Stopwatch.GetElapsedTime(shownAt) < Pause))
            return;
        shownAt = Stopwatch.GetTimestamp();
        isShown = true;
        terminal.Error.Write($"\r{file.Name}  {100.0 * length / file.Length:0}%  {length:N0} of {file.Length:N0} bytes\x1b[K");
        terminal.Error.Flush();
    }

    /// <summary>Nothing more comes: the line is wiped.</summary>
    public void End()
    {
        if (!isShown)
            return;
        terminal.Error.Write("\r\x1b[K");
        terminal.Error.Flush();
    }
}
