namespace Dsl.Repl.Editing.Devices;

/// <summary>What a terminal can report.</summary>
internal enum InputKind
{
    /// <summary>A character, perhaps with Ctrl or Alt.</summary>
    Character,
    Enter,
    Tab,
    Backspace,
    Delete,
    Escape,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,

    /// <summary>A text that was pasted as a whole.</summary>
    Paste,

    /// <summary>The window has another size, or what it shows has to be painted again.</summary>
    Resized,

    /// <summary>Another thread has woken the reader.</summary>
    Woken,

    /// <summary>Nothing came in the time that was given.</summary>
    Nothing,

    /// <summary>There will be no more input.</summary>
    Ended,

    /// <summary>A key without a meaning here.</summary>
    Unknown,
}
