using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Dsl.Repl.Editing.Devices;

/// <summary>
/// The terminal on standard input of a Unix program. It is raw only between <see cref="Begin"/> and <see cref="End"/>, and is made as it was before when the
/// program ends in between, be it by a signal. Reading waits for the terminal and for a pipe of its own, by which other threads wake it.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed unsafe class UnixTerminalDevice : ITerminalDevice
{
    private const int Input = UnixTerminalCalls.StandardInput;
    private const int Output = UnixTerminalCalls.StandardOutput;
    private const string BracketedPaste = "\e[?2004h";
    private const string PlainPaste = "\e[?2004l";

    // Keys are then told apart that send the same bytes otherwise, such as Shift+Enter and Enter. Terminals that do not know it take no notice.
    private const string DistinctKeys = "\e[>1u";
    private const string UsualKeys = "\e[<u";

    // The framework switches the keypad when it first writes to a terminal, and never back.
    private const string UsualKeypad = "\e[?1l\e>";

    private readonly TextWriter output;
    private readonly Lock gate = new();
    private readonly KeyDecoder decoder = new();
    private readonly byte[] before = new byte[UnixTerminalCalls.SettingsSize];
    private readonly int[] wakers = new int[2];
    private readonly bool canTellKeysApart;
    private readonly List<PosixSignalRegistration> signals = [];
    private volatile bool hasResized;
    private bool isRaw;
    private bool isClosed;

    /// <param name="output">Writes to the same terminal.</param>
    /// <param name="terminalType">The value of TERM.</param>
    public UnixTerminalDevice(TextWriter output, string? terminalType)
    {
        this.output = output;
        canTellKeysApart = terminalType is not (null or "linux");
        fixed (int* ends = wakers)
        {
            if (UnixTerminalCalls.Pipe(ends) != 0)
                throw new IOException("the system gives no pipe to wake the prompt by");
        }

        AppDomain.CurrentDomain.ProcessExit += OnExit;
        AddSignal(PosixSignal.SIGWINCH, static device => device.Repaint());

        // The framework would set the terminal as the program found it, while keys are read.
        signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGCONT, context =>
        {
            context.Cancel = true;
            Resume();
        }));
        AddSignal(PosixSignal.SIGTERM, static device => device.Close());
        AddSignal(PosixSignal.SIGHUP, static device => device.Close());
        AddSignal(PosixSignal.SIGQUIT, static device => device.Close());
    }

    public TerminalSize Size => TerminalDevices.WindowSize();

    /// <summary>Whether standard input can be made raw.</summary>
    public static bool IsAvailable()
    {
        var settings = stackalloc byte[UnixTerminalCalls.SettingsSize];
        return UnixTerminalCalls.GetSettings(Input, settings) == 0;
    }

    public void Begin()
    {
        lock (gate)
        {
            if (isRaw || isClosed)
                return;
            output.Flush();
            fixed (byte* settings = before)
            {
                if (UnixTerminalCalls.GetSettings(Input, settings) != 0)
                    return;
            }

            MakeRaw();
            isRaw = true;
        }
    }

    public void End()
    {
        lock (gate)
        {
            if (!isRaw)
                return;
            isRaw = false;
            WriteNow((canTellKeysApart ? UsualKeys : string.Empty) + PlainPaste);
            fixed (byte* settings = before)
                _ = UnixTerminalCalls.SetSettings(Input, UnixTerminalCalls.AfterOutput, settings);
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

            if (decoder.TryNext(out var input))
                return input with { IsFollowed = decoder.HasMore };
            var wait = decoder.Patience ?? patience;
            switch (Wait(wait))
            {
                case InputKind.Nothing when decoder.Patience is null:
                    return new TerminalInput(InputKind.Nothing);
                case InputKind.Nothing:
                    decoder.GiveUp();
                    break;
                case InputKind.Ended:
                    return new TerminalInput(InputKind.Ended);
                case InputKind.Woken when !hasResized:
                    return new TerminalInput(InputKind.Woken);
            }
        }
    }

    public void Write(string text)
    {
        output.Write(text);
        output.Flush();
    }

    public void Suspend()
    {
        End();

        // The whole group, as the terminal itself does it, so that a shell script around the program stops too.
        _ = UnixTerminalCalls.Signal(0, UnixTerminalCalls.StopSignal);
        Begin();
        hasResized = true;
    }

    public void Wake()
    {
        lock (gate)
        {
            if (isClosed)
                return;
            byte signal = 1;
            _ = UnixTerminalCalls.Write(wakers[1], &signal, 1);
        }
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        foreach (var registration in signals)
            registration.Dispose();
        Close();
        lock (gate)
        {
            _ = UnixTerminalCalls.Close(wakers[0]);
            _ = UnixTerminalCalls.Close(wakers[1]);
        }
    }

    // For good: as it was before the program began.
    private void Close()
    {
        End();
        lock (gate)
        {
            if (isClosed)
                return;
            isClosed = true;
            WriteNow(UsualKeypad);
        }
    }

    private void OnExit(object? sender, EventArgs arguments) => Close();

    private void AddSignal(PosixSignal signal, Action<UnixTerminalDevice> action) =>
        signals.Add(PosixSignalRegistration.Create(signal, _ => action(this)));

    private void Repaint()
    {
        hasResized = true;
        Wake();
    }

    // A program that was stopped from outside finds the terminal as the shell has left it.
    private void Resume()
    {
        lock (gate)
        {
            if (!isRaw)
                return;
            MakeRaw();
        }

        Repaint();
    }

    private void MakeRaw()
    {
        var raw = stackalloc byte[UnixTerminalCalls.SettingsSize];
        before.CopyTo(new Span<byte>(raw, UnixTerminalCalls.SettingsSize));
        UnixTerminalCalls.MakeRaw(raw);
        _ = UnixTerminalCalls.SetSettings(Input, UnixTerminalCalls.AfterOutput, raw);
        WriteNow(BracketedPaste + (canTellKeysApart ? DistinctKeys : string.Empty));
    }

    // Not by the writer, whose state is unknown where a signal ends the program.
    private static void WriteNow(string codes)
    {
        Span<byte> bytes = stackalloc byte[codes.Length];
        for (var i = 0; i < codes.Length; i++)
            bytes[i] = (byte)codes[i];
        fixed (byte* first = bytes)
            _ = UnixTerminalCalls.Write(Output, first, (nuint)bytes.Length);
    }

    // Reads what is there into the decoder.
    private InputKind Wait(TimeSpan? patience)
    {
        var entries = stackalloc UnixTerminalCalls.PollEntry[2];
        entries[0] = new UnixTerminalCalls.PollEntry { File = Input, Wanted = UnixTerminalCalls.CanRead };
        entries[1] = new UnixTerminalCalls.PollEntry { File = wakers[0], Wanted = UnixTerminalCalls.CanRead };
        var count = UnixTerminalCalls.Poll(entries, 2, patience is { } time ? (int)Math.Ceiling(time.TotalMilliseconds) : -1);
        if (count < 0)
            return Marshal.GetLastPInvokeError() == UnixTerminalCalls.Interrupted ? InputKind.Unknown : InputKind.Ended;
        if (count == 0)
            return InputKind.Nothing;
        var bytes = stackalloc byte[4096];
        if (entries[1].Found != 0)
        {
            _ = UnixTerminalCalls.Read(wakers[0], bytes, 4096);
            return InputKind.Woken;
        }

        var read = UnixTerminalCalls.Read(Input, bytes, 4096);
        if (read < 0 && Marshal.GetLastPInvokeError() == UnixTerminalCalls.Interrupted)
            return InputKind.Unknown;
        if (read <= 0)
            return InputKind.Ended;
        decoder.Feed(new ReadOnlySpan<byte>(bytes, (int)read));
        return InputKind.Character;
    }
}
