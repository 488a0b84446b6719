using System.Runtime.InteropServices;

namespace Dsl.Repl.Editing.Devices;

/// <summary>What Windows has for its console.</summary>
internal static unsafe partial class WindowsConsoleCalls
{
    public const int StandardInput = -10;
    public const int StandardOutput = -11;

    /// <summary>Input: Ctrl+C is a signal, lines are edited by the console, keys are echoed.</summary>
    public const uint ProcessedInput = 0x1;
    public const uint LineInput = 0x2;
    public const uint EchoInput = 0x4;

    /// <summary>Input: another size is told.</summary>
    public const uint WindowInput = 0x8;

    /// <summary>Input: keys come as the sequences of ECMA-48.</summary>
    public const uint SequenceInput = 0x200;

    /// <summary>Output: control codes are processed, those of ECMA-48 too.</summary>
    public const uint ProcessedOutput = 0x1;
    public const uint SequenceOutput = 0x4;

    public const ushort KeyEvent = 1;
    public const ushort SizeEvent = 4;
    public const uint Timeout = 0x102;
    public const uint Forever = 0xffffffff;

    [LibraryImport("kernel32", EntryPoint = "GetStdHandle")]
    public static partial nint StandardHandle(int which);

    [LibraryImport("kernel32", EntryPoint = "GetConsoleMode")]
    public static partial int GetMode(nint handle, uint* mode);

    [LibraryImport("kernel32", EntryPoint = "SetConsoleMode")]
    public static partial int SetMode(nint handle, uint mode);

    [LibraryImport("kernel32", EntryPoint = "ReadConsoleInputW")]
    public static partial int ReadInput(nint handle, InputRecord* records, uint count, uint* read);

    [LibraryImport("kernel32", EntryPoint = "WaitForMultipleObjects")]
    public static partial uint Wait(uint count, nint* handles, int all, uint milliseconds);

    /// <summary>An event of the console; only those of keys have more that matters here than their kind.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct InputRecord
    {
        public ushort Kind;
        public int IsDown;
        public ushort Repetitions;
        public ushort KeyCode;
        public ushort ScanCode;
        public ushort Character;
        public uint Modifiers;
    }
}
