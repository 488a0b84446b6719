using System.Text;
using Dsl.Repl.Editing.Devices;

namespace Dsl.Benchmarks.Contestants;

/// <summary>A terminal at which keys are pressed as fast as they are taken, and which shows nothing.</summary>
/// <param name="keys">The keys, over and over.</param>
internal sealed class TypedKeys(IReadOnlyList<TerminalInput> keys) : ITerminalDevice
{
    private int place;

    public TerminalSize Size => new(80, 24);

    /// <summary>Characters that were written.</summary>
    public long Written { get; private set; }

    /// <summary>The keys of a text and, after it, one that submits it.</summary>
    public static IReadOnlyList<TerminalInput> Of(string text) =>
        [.. text.EnumerateRunes().Select(static rune => rune == new Rune('\n') ? new TerminalInput(InputKind.Enter, KeyModifiers.Alt) : new TerminalInput(InputKind.Character, KeyModifiers.None, rune)),
            new TerminalInput(InputKind.Enter)];

    public void Begin()
    {
    }

    public void End()
    {
    }

    public TerminalInput Read(TimeSpan? patience)
    {
        var key = keys[place];
        place = (place + 1) % keys.Count;
        return key;
    }

    public void Write(string text) => Written += text.Length;

    public void Suspend()
    {
    }

    public void Wake()
    {
    }

    public void Dispose()
    {
    }
}
