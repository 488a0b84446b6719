using Dsl.Repl.Editing.Devices;

namespace Dsl.Repl.Tests.Editing;

/// <summary>A terminal without a person: keys come from a list, and what is written can be looked at.</summary>
internal sealed class FakeTerminal(int columns = 80, int rows = 24) : ITerminalDevice
{
    private readonly Queue<Func<TerminalInput?>> inputs = new();
    private int wakes;

    public VirtualScreen Screen { get; } = new(columns, rows);

    public TerminalSize Size => Screen.Size;

    /// <summary>Called before each input is given, once everything is painted.</summary>
    public Action? BeforeRead { get; init; }

    public bool IsRaw { get; private set; }

    public int Suspensions { get; private set; }

    public int Wakes => Volatile.Read(ref wakes);

    /// <summary>Presses keys.</summary>
    public FakeTerminal Press(params TerminalInput[] keys)
    {
        foreach (var key in keys)
            inputs.Enqueue(() => key);
        return this;
    }

    /// <summary>Presses keys that have no character.</summary>
    public FakeTerminal Press(params InputKind[] keys) => Press([.. keys.Select(static key => new TerminalInput(key))]);

    /// <summary>Types text; a line feed is Enter.</summary>
    public FakeTerminal Type(string text) => Press([.. text.EnumerateRunes().Select(static rune =>
        rune.Value == '\n' ? new TerminalInput(InputKind.Enter) : new TerminalInput(InputKind.Character, KeyModifiers.None, rune))]);

    /// <summary>Looks at what is shown by then.</summary>
    public FakeTerminal Then(Action look)
    {
        inputs.Enqueue(() =>
        {
            look();
            return null;
        });
        return this;
    }

    /// <summary>Gives the window another size.</summary>
    public FakeTerminal Resize(int toColumns, int toRows)
    {
        inputs.Enqueue(() =>
        {
            Screen.Resize(toColumns, toRows);
            return new TerminalInput(InputKind.Resized);
        });
        return this;
    }

    public void Begin() => IsRaw = true;

    public void End() => IsRaw = false;

    public TerminalInput Read(TimeSpan? patience)
    {
        Assert.True(IsRaw);
        BeforeRead?.Invoke();
        while (inputs.TryDequeue(out var next))
        {
            if (next() is { } input)
                return input;
        }

        return new TerminalInput(InputKind.Ended);
    }

    public void Write(string text) => Screen.Write(text);

    public void Suspend() => Suspensions++;

    public void Wake() => Interlocked.Increment(ref wakes);

    public void Dispose() => End();
}
