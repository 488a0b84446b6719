using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Dsl.Repl.Tests.Editing;

/// <summary>The real program in a terminal of Linux whose other end is the test: keys are written, and what comes back is shown on a screen.</summary>
internal sealed partial class PseudoTerminal : IDisposable
{
    // O_RDWR, O_NOCTTY, O_CLOEXEC: a program that held the other end of its own terminal would never be told that it is gone.
    private const int ReadWriteNoControl = 0x2 | 0x100 | 0x80000;
    private const nuint SetWindowSize = 0x5414;
    private const int SettingsSize = 256;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly FileStream master;
    private readonly SafeFileHandle slave;
    private readonly Thread reader;
    private readonly Lock gate = new();
    private readonly VirtualScreen screen;
    private readonly StringBuilder everything = new();
    private readonly ScriptFolder folder = new();

    private PseudoTerminal(int columns, int rows)
    {
        var handle = OpenMaster(ReadWriteNoControl);
        Assert.True(handle >= 0 && Grant(handle) == 0 && Unlock(handle) == 0, "no pseudo-terminal can be had");
        var name = new byte[128];
        Assert.Equal(0, SlaveName(handle, name, (nuint)name.Length));
        Path = Encoding.ASCII.GetString(name.AsSpan(0, Array.IndexOf(name, (byte)0)));

        // Kept open, so that its settings are there to be looked at when the program has ended.
        slave = new SafeFileHandle(Open(Path, ReadWriteNoControl), ownsHandle: true);
        master = new FileStream(new SafeFileHandle(handle, ownsHandle: true), FileAccess.ReadWrite, bufferSize: 0);
        screen = new VirtualScreen(columns, rows);
        SetSize(columns, rows);
        Before = Settings();
        reader = new Thread(ReadAll) { IsBackground = true };
        reader.Start();
    }

    /// <summary>Why the tests cannot be made here; null when they can.</summary>
    public static string? Obstacle { get; } = !OperatingSystem.IsLinux() ? "pseudo-terminals are made for Linux only"
        : !File.Exists("/dev/ptmx") ? "there is no /dev/ptmx"
        : !File.Exists("/usr/bin/setsid") ? "there is no setsid (util-linux)"
        : null;

    public string Path { get; }

    /// <summary>The settings that the terminal began with.</summary>
    public byte[] Before { get; }

    public Process Program { get; private set; } = null!;

    /// <summary>Everything that was written, with control codes.</summary>
    public string Everything
    {
        get
        {
            lock (gate)
                return everything.ToString();
        }
    }

    /// <summary>Starts <c>nn repl</c>; entries are remembered in a folder of its own.</summary>
    public static PseudoTerminal Start(int columns = 80, int rows = 24, string terminalType = "xterm-256color", params string[] variables)
    {
        var terminal = new PseudoTerminal(columns, rows);
        var start = new ProcessStartInfo("sh");
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("exec setsid -c dotnet \"$1\" repl --backend reference <\"$0\" >\"$0\" 2>&1");
        start.ArgumentList.Add(terminal.Path);
        start.ArgumentList.Add(NnProcess.ProgramPath);
        start.Environment["TERM"] = terminalType;
        start.Environment["LANG"] = "C.UTF-8";
        start.Environment["XDG_STATE_HOME"] = terminal.folder.Folder;
        start.Environment.Remove("NO_COLOR");
        foreach (var variable in variables)
            start.Environment[variable.Split('=')[0]] = variable.Split('=')[1];
        terminal.Program = Process.Start(start)!;
        return terminal;
    }

    public void Type(string keys)
    {
        master.Write(Encoding.UTF8.GetBytes(keys));
        master.Flush();
    }

    /// <summary>Gives the window another size, which the system tells the program.</summary>
    public void Resize(int columns, int rows)
    {
        lock (gate)
            screen.Resize(columns, rows);
        SetSize(columns, rows);
    }

    /// <summary>Waits until the window shows something.</summary>
    public void WaitFor(Func<List<string>, bool> isShown, string what)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            List<string> rows;
            lock (gate)
                rows = screen.Rows;
            if (isShown(rows))
                return;
            Assert.True(watch.Elapsed < Patience, $"{what} is not shown, but:\n{string.Join('\n', rows)}");
            Thread.Sleep(10);
        }
    }

    /// <summary>Waits until the last line is this one.</summary>
    public void WaitForLine(string last) => WaitFor(rows => rows.Count > 0 && rows[^1] == last, $"the last line '{last}'");

    /// <summary>Waits for the program's end and gives its exit code.</summary>
    public int WaitForEnd()
    {
        Assert.True(Program.WaitForExit(Patience), "the program does not end");
        return Program.ExitCode;
    }

    /// <summary>The settings of the terminal and what was switched on in it.</summary>
    public byte[] Settings()
    {
        var settings = new byte[SettingsSize];
        Assert.Equal(0, GetSettings((int)slave.DangerousGetHandle(), settings));
        return settings;
    }

    /// <summary>That the terminal is as it was before the program began.</summary>
    public void AssertRestored()
    {
        Assert.Equal(Before, Settings());
        WaitFor(_ => screen.Settings.Count == 0, "that everything is switched off");
    }

    public void Dispose()
    {
        if (!Program.HasExited)
            Program.Kill();
        Program.WaitForExit();
        Program.Dispose();
        slave.Dispose();
        reader.Join(TimeSpan.FromSeconds(5));
        master.Dispose();
        folder.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "posix_openpt")]
    private static partial int OpenMaster(int flags);

    [LibraryImport("libc", EntryPoint = "grantpt")]
    private static partial int Grant(int file);

    [LibraryImport("libc", EntryPoint = "unlockpt")]
    private static partial int Unlock(int file);

    [LibraryImport("libc", EntryPoint = "ptsname_r")]
    private static partial int SlaveName(int file, [Out] byte[] name, nuint length);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    private static partial int GetSettings(int file, [In, Out] byte[] settings);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Control(int file, nuint request, ushort[] size);

    private void SetSize(int columns, int rows) =>
        Assert.Equal(0, Control((int)slave.DangerousGetHandle(), SetWindowSize, [(ushort)rows, (ushort)columns, 0, 0]));

    private void ReadAll()
    {
        var bytes = new byte[4096];
        var characters = new char[4096];
        var decoder = Encoding.UTF8.GetDecoder();
        try
        {
            while (master.Read(bytes) is var count and > 0)
            {
                var text = new string(characters, 0, decoder.GetChars(bytes, 0, count, characters, 0));
                lock (gate)
                {
                    everything.Append(text);
                    screen.Write(text);
                }
            }
        }
        catch (IOException)
        {
            // That is how Linux says that nobody has the other end open any more.
        }
    }
}
