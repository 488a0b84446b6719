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
    public static TerminalSize WindowSize()
    {
        var (columns, rows) = SizeOf(UnixTerminalCalls.StandardOutput);
        return new TerminalSize(columns > 0 ? Math.Max(columns, LeastColumns) : UsualColumns, rows > 0 ? rows : UsualRows);
    }

    /// <summary>The columns of the window that a stream of the program writes to; null where it does not know them.</summary>
    /// <param name="file">The stream by its number.</param>
    public static int? WindowColumns(int file) => SizeOf(file).Columns is var columns and > 0 ? columns : null;

    private static unsafe (int Columns, int Rows) SizeOf(int file)
    {
        if (!OperatingSystem.IsLinux())
            return (Console.WindowWidth, Console.WindowHeight);

        // The console class would load the description of the terminal and switch its keypad before it tells the size.
        var size = stackalloc ushort[4];
        return UnixTerminalCalls.Control(file, UnixTerminalCalls.GetWindowSize, size) == 0 ? (size[1], size[0]) : (0, 0);
    }
}
