using System.Runtime.InteropServices;

namespace Dsl.Repl.Editing.Devices;

/// <summary>What the C library of a Unix has for terminals.</summary>
internal static unsafe partial class UnixTerminalCalls
{
    /// <summary>Bytes that hold the settings of a terminal on every system; what is in them is the library's own affair.</summary>
    public const int SettingsSize = 256;

    /// <summary>Settings are to change once what was written is out (TCSADRAIN).</summary>
    public const int AfterOutput = 1;

    public const int StandardInput = 0;
    public const int StandardOutput = 1;
    public const int StandardError = 2;

    /// <summary>There is something to read (POLLIN).</summary>
    public const short CanRead = 1;

    /// <summary>A signal came before anything else did (EINTR).</summary>
    public const int Interrupted = 4;

    /// <summary>The request for the size of the window (TIOCGWINSZ) on Linux.</summary>
    public const nuint GetWindowSize = 0x5413;

    /// <summary>Stops a program from the terminal (SIGTSTP): 20 on Linux, 18 on the others.</summary>
    public static int StopSignal => OperatingSystem.IsLinux() ? 20 : 18;

    private const int GetDescriptorFlags = 1;
    private const int CloseOnExecution = 1;

    /// <summary>
    /// Whether the program was started without this stream. The runtime opens its own files so that they are closed in programs that it starts; what was handed to it
    /// cannot be such a file.
    /// </summary>
    public static bool IsClosed(int file) =>
        !OperatingSystem.IsWindows() && FileControl(file, GetDescriptorFlags, 0) is var flags && (flags < 0 || (flags & CloseOnExecution) != 0);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int FileControl(int file, int command, nint argument);

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    public static partial int GetSettings(int file, byte* settings);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    public static partial int SetSettings(int file, int when, byte* settings);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    public static partial void MakeRaw(byte* settings);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int file, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int file, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(PollEntry* entries, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "pipe")]
    public static partial int Pipe(int* ends);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    public static partial int Control(int file, nuint request, ushort* size);

    [LibraryImport("libc", EntryPoint = "kill")]
    public static partial int Signal(int process, int signal);

    /// <summary>A file to wait for.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PollEntry
    {
        public int File;
        public short Wanted;
        public short Found;
    }
}
