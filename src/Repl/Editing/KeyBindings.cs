using Dsl.Repl.Editing.Devices;

namespace Dsl.Repl.Editing;

/// <summary>Which key does what: those of Emacs that shells have, beside the arrows and their neighbours.</summary>
internal static class KeyBindings
{
    /// <summary>What a key does.</summary>
    public static EditAction Find(TerminalInput input) => input.Kind switch
    {
        InputKind.Character when (input.Modifiers & KeyModifiers.Control) != 0 => OfControl(input),
        InputKind.Character when (input.Modifiers & KeyModifiers.Alt) != 0 => OfAlt((char)Math.Min(input.Character.Value, char.MaxValue)),
        InputKind.Character => EditAction.Insert,
        InputKind.Paste => EditAction.Paste,
        InputKind.Enter => input.Modifiers == KeyModifiers.None ? EditAction.Enter : EditAction.BreakLine,
        InputKind.Tab => (input.Modifiers & KeyModifiers.Shift) != 0 ? EditAction.CompleteBackwards : EditAction.Complete,
        InputKind.Escape => EditAction.Cancel,
        InputKind.Backspace => IsWordwise(input) ? EditAction.DeleteWordBefore : EditAction.Backspace,
        InputKind.Delete => IsWordwise(input) ? EditAction.DeleteWordAfter : EditAction.Delete,
        InputKind.Left => IsWordwise(input) ? EditAction.WordLeft : EditAction.Left,
        InputKind.Right => IsWordwise(input) ? EditAction.WordRight : EditAction.Right,
        InputKind.Up => EditAction.Up,
        InputKind.Down => EditAction.Down,
        InputKind.Home => IsWordwise(input) ? EditAction.EntryStart : EditAction.LineStart,
        InputKind.End => IsWordwise(input) ? EditAction.EntryEnd : EditAction.LineEnd,
        InputKind.PageUp => EditAction.Older,
        InputKind.PageDown => EditAction.Newer,
        _ => EditAction.None,
    };

    private static bool IsWordwise(TerminalInput input) => (input.Modifiers & (KeyModifiers.Control | KeyModifiers.Alt)) != 0;

    private static EditAction OfControl(TerminalInput input) => (char)Math.Min(input.Character.Value, char.MaxValue) switch
    {
        'a' => EditAction.LineStart,
        'b' => EditAction.Left,
        'c' => EditAction.ClearEntry,
        'd' => EditAction.DeleteOrLeave,
        'e' => EditAction.LineEnd,
        'f' => EditAction.Right,
        'g' => EditAction.Cancel,
        'h' => EditAction.Backspace,
        'i' => EditAction.Complete,
        'j' or 'm' => EditAction.Enter,
        'k' => EditAction.DeleteToLineEnd,
        'l' => EditAction.ClearScreen,
        'n' => EditAction.Down,
        'p' => EditAction.Up,
        'r' => EditAction.Search,
        's' => EditAction.SearchForward,
        't' => EditAction.Transpose,
        'u' => EditAction.DeleteToLineStart,
        'w' => EditAction.DeleteBlankBefore,
        'y' => EditAction.Yank,
        'z' when (input.Modifiers & KeyModifiers.Shift) != 0 => EditAction.Redo,
        'z' => EditAction.Suspend,
        '_' or '/' or '-' => EditAction.Undo,
        '^' => EditAction.Redo,
        _ => EditAction.None,
    };

    private static EditAction OfAlt(char character) => character switch
    {
        'b' => EditAction.WordLeft,
        'f' => EditAction.WordRight,
        'd' => EditAction.DeleteWordAfter,
        '_' or '/' => EditAction.Redo,
        '<' => EditAction.EntryStart,
        '>' => EditAction.EntryEnd,
        _ => EditAction.None,
    };
}
