namespace Dsl.Repl.Editing.Devices;

/// <summary>Finds the terminal that the program was started on.</summary>
internal static class TerminalDevices
{
    // A wide character and the column that stays free.
    private const int LeastColumns = 3;
    private const int UsualColumns = 80;
    private const int UsualRows = 24;

    /// <summary>The terminal, or null where there is none that reports keys and obeys control codes: a pipe, a file, a dumb terminal.</summary>
    public static ITerminalDevice? Open(Terminal terminal)
    {
        if (!terminal.InputIsTerminal || !terminal.OutputIsTerminal)
            return null;
        if (OperatingSystem.IsWindows())
            return WindowsTerminalDevice.IsAvailable() ? new WindowsTerminalDevice(terminal.Output) : null;
        var type = Environment.GetEnvironmentVariable("TERM");
        return type is null or "" or "dumb" || !UnixTerminalDevice.IsAvailable() ? null : new UnixTerminalDevice(terminal.Output, type);
    }

    /// <summary>The size of the window on standard output; the usual one where a terminal does not know it.</summary>
    public static unsafe TerminalSize WindowSize()
    {
        var (columns, rows) = (0, 0);
        if (OperatingSystem.IsLinux())
        {
            // The console class would load the description of the terminal and switch its keypad before it tells the size.
            var size = stackalloc ushort[4];
            if (UnixTerminalCalls.Control(UnixTerminalCalls.StandardOutput, UnixTerminalCalls.GetWindowSize, size) == 0)
                (rows, columns) = (size[0], size[1]);
        }
        else
        {
            (columns, rows) = (Console.WindowWidth, Console.WindowHeight);
        }

        return new TerminalSize(columns > 0 ? Math.Max(columns, LeastColumns) : UsualColumns, rows > 0 ? rows : UsualRows);
    }
}
