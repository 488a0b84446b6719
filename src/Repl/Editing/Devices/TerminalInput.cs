using System.Text;

namespace Dsl.Repl.Editing.Devices;

/// <summary>One thing that a terminal reports: a key, a paste, another size.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Modifiers">The keys held down with it.</param>
/// <param name="Character">The character of the key; for Ctrl with a letter the small letter.</param>
/// <param name="Text">What was pasted.</param>
internal readonly record struct TerminalInput(InputKind Kind, KeyModifiers Modifiers = KeyModifiers.None, Rune Character = default, string? Text = null)
{
    /// <summary>Whether more came in the same moment, as no fingers type: a text that was pasted into a terminal that does not say so, or keys that had to wait.</summary>
    public bool IsFollowed { get; init; }

    /// <summary>A character typed as it is.</summary>
    public static TerminalInput Of(char character) => new(InputKind.Character, KeyModifiers.None, new Rune(character));

    /// <summary>A character typed with Ctrl.</summary>
    public static TerminalInput Control(char character) => new(InputKind.Character, KeyModifiers.Control, new Rune(character));

    /// <summary>A character typed with Alt.</summary>
    public static TerminalInput Alt(char character) => new(InputKind.Character, KeyModifiers.Alt, new Rune(character));

    /// <summary>A text pasted as a whole.</summary>
    public static TerminalInput Pasted(string text) => new(InputKind.Paste, Text: text);
}
