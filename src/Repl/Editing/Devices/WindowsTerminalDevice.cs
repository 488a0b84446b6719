using System.Text;

namespace Dsl.Repl.Editing.Devices;

/// <summary>The console of Windows 10 or later, which sends and obeys the sequences of ECMA-48 when it is asked to.</summary>
internal sealed unsafe class WindowsTerminalDevice : ITerminalDevice
{
    private readonly TextWriter output;
    private readonly Lock gate = new();
    private readonly KeyDecoder decoder = new();
    private readonly AutoResetEvent waker = new(initialState: false);
    private readonly nint input = WindowsConsoleCalls.StandardHandle(WindowsConsoleCalls.StandardInput);
    private readonly nint screen = WindowsConsoleCalls.StandardHandle(WindowsConsoleCalls.StandardOutput);
    private uint inputMode;
    private uint outputMode;
    private char half;
    private bool hasResized;
    private bool isRaw;

    /// <param name="output">Writes to the same console.</param>
    public WindowsTerminalDevice(TextWriter output)
    {
        this.output = output;
        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    public TerminalSize Size => TerminalDevices.WindowSize();

    /// <summary>Whether input and output are a console that knows sequences.</summary>
    public static bool IsAvailable()
    {
        uint mode;
        var screen = WindowsConsoleCalls.StandardHandle(WindowsConsoleCalls.StandardOutput);
        if (WindowsConsoleCalls.GetMode(WindowsConsoleCalls.StandardHandle(WindowsConsoleCalls.StandardInput), &mode) == 0 || WindowsConsoleCalls.GetMode(screen, &mode) == 0)
            return false;
        var isKnown = WindowsConsoleCalls.SetMode(screen, mode | WindowsConsoleCalls.SequenceOutput) != 0;
        _ = WindowsConsoleCalls.SetMode(screen, mode);
        return isKnown;
    }

    public void Begin()
    {
        lock (gate)
        {
            uint forInput, forOutput;
            if (isRaw || WindowsConsoleCalls.GetMode(input, &forInput) == 0 || WindowsConsoleCalls.GetMode(screen, &forOutput) == 0)
                return;
            (inputMode, outputMode) = (forInput, forOutput);
            const uint usual = WindowsConsoleCalls.ProcessedInput | WindowsConsoleCalls.LineInput | WindowsConsoleCalls.EchoInput;
            _ = WindowsConsoleCalls.SetMode(input, (inputMode & ~usual) | WindowsConsoleCalls.SequenceInput | WindowsConsoleCalls.WindowInput);
            _ = WindowsConsoleCalls.SetMode(screen, outputMode | WindowsConsoleCalls.ProcessedOutput | WindowsConsoleCalls.SequenceOutput);
            isRaw = true;
            Write("\e[?2004h");
        }
    }

    public void End()
    {
        lock (gate)
        {
            if (!isRaw)
                return;
            isRaw = false;
            Write("\e[?2004l");
            _ = WindowsConsoleCalls.SetMode(input, inputMode);
            _ = WindowsConsoleCalls.SetMode(screen, outputMode);
        }
    }

    public TerminalInput Read(TimeSpan? patience)
    {
        while (true)
        {
            if (hasResized)
            {
                hasResized = false;
                return new TerminalInput(InputKind.Resized);
            }

            if (decoder.TryNext(out var key))
                return key with { IsFollowed = decoder.HasMore };
            switch (Wait(decoder.Patience ?? patience))
            {
                case InputKind.Nothing when decoder.Patience is null:
                    return new TerminalInput(InputKind.Nothing);
                case InputKind.Nothing:
                    decoder.GiveUp();
                    break;
                case InputKind.Ended:
                    return new TerminalInput(InputKind.Ended);
                case InputKind.Woken:
                    return new TerminalInput(InputKind.Woken);
            }
        }
    }

    public void Write(string text)
    {
        output.Write(text);
        output.Flush();
    }

    /// <summary>Nothing: Windows has no shell that takes over from a stopped program.</summary>
    public void Suspend()
    {
    }

    public void Wake() => waker.Set();

    public void Dispose()
    {
        End();
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        waker.Dispose();
    }

    private void OnExit(object? sender, EventArgs arguments) => End();

    private InputKind Wait(TimeSpan? patience)
    {
        var handles = stackalloc nint[2] { waker.SafeWaitHandle.DangerousGetHandle(), input };
        var found = WindowsConsoleCalls.Wait(2, handles, 0, patience is { } time ? (uint)Math.Ceiling(time.TotalMilliseconds) : WindowsConsoleCalls.Forever);
        if (found == WindowsConsoleCalls.Timeout)
            return InputKind.Nothing;
        if (found == 0)
            return InputKind.Woken;
        var records = stackalloc WindowsConsoleCalls.InputRecord[64];
        uint count;
        if (found != 1 || WindowsConsoleCalls.ReadInput(input, records, 64, &count) == 0)
            return InputKind.Ended;
        for (var i = 0; i < count; i++)
        {
            if (records[i].Kind == WindowsConsoleCalls.SizeEvent)
                hasResized = true;
            else if (records[i].Kind == WindowsConsoleCalls.KeyEvent && records[i].IsDown != 0 && records[i].Character != 0)
                Feed((char)records[i].Character, Math.Max((int)records[i].Repetitions, 1));
        }

        return InputKind.Character;
    }

    // Characters beyond 16 bits come in two events.
    private void Feed(char character, int times)
    {
        if (char.IsHighSurrogate(character))
        {
            half = character;
            return;
        }

        var text = char.IsLowSurrogate(character) && half != 0 ? string.Concat(half, character) : character.ToString();
        half = '\0';
        for (var i = 0; i < times; i++)
            decoder.Feed(Encoding.UTF8.GetBytes(text));
    }
}
