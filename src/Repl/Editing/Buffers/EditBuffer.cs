using System.Text;
using Dsl.Repl.Editing.Screen;

namespace Dsl.Repl.Editing.Buffers;

/// <summary>The text that is being edited and the place of the cursor in it, which always stands between two text elements. What was done can be undone.</summary>
internal sealed class EditBuffer
{
    /// <summary>The most code units of a text; what would make it longer is not inserted.</summary>
    public const int Capacity = 256 << 10;

    private readonly UndoHistory undo = new();

    /// <summary>The text.</summary>
    public string Text { get; private set; } = string.Empty;

    /// <summary>The cursor, in code units.</summary>
    public int Cursor { get; private set; }

    /// <summary>Where the cursor's line begins.</summary>
    public int LineStart => Cursor == 0 ? 0 : Text.LastIndexOf('\n', Cursor - 1) + 1;

    /// <summary>Where the cursor's line ends, before its line feed.</summary>
    public int LineEnd => Text.IndexOf('\n', Cursor) is var end && end < 0 ? Text.Length : end;

    /// <summary>Whether the cursor is on the first line.</summary>
    public bool IsOnFirstLine => LineStart == 0;

    /// <summary>Whether the cursor is on the last line.</summary>
    public bool IsOnLastLine => LineEnd == Text.Length;

    /// <summary>Another text, with the cursor at a place; as a change that can be undone.</summary>
    public void Replace(string text, int cursor)
    {
        if (text.Length > Capacity)
            return;
        undo.Remember(new BufferState(Text, Cursor), isTyping: false);
        Set(text, cursor);
    }

    /// <summary>Begins with an empty text and nothing to undo.</summary>
    public void Clear()
    {
        undo.Clear();
        Set(string.Empty, 0);
    }

    /// <summary>Puts text in the place of a stretch, and the cursor behind it.</summary>
    public void Change(int start, int end, string replacement, bool isTyping = false)
    {
        if (Text.Length - (end - start) + replacement.Length > Capacity)
            return;
        undo.Remember(new BufferState(Text, Cursor), isTyping);
        Set(string.Concat(Text.AsSpan(0, start), replacement, Text.AsSpan(end)), start + replacement.Length);
    }

    /// <summary>Puts text where the cursor is.</summary>
    public void Insert(string text, bool isTyping = false) => Change(Cursor, Cursor, text, isTyping);

    /// <summary>Takes a stretch away and gives what it was.</summary>
    public string Remove(int start, int end)
    {
        var removed = Text[start..end];
        if (removed.Length > 0)
            Change(start, end, string.Empty);
        return removed;
    }

    /// <summary>Moves the cursor, to the nearest place between elements.</summary>
    public void MoveTo(int position)
    {
        Cursor = TextElements.Snap(Text, position);
        undo.EndTyping();
    }

    /// <summary>Moves the cursor to the line above or below, to the column it is in or the line's end.</summary>
    public void MoveLine(int direction)
    {
        var column = Cursor - LineStart;
        var start = direction < 0
            ? LineStart < 2 ? 0 : Text.LastIndexOf('\n', LineStart - 2) + 1
            : Math.Min(LineEnd + 1, Text.Length);
        var end = Text.IndexOf('\n', start) is var found && found < 0 ? Text.Length : found;
        MoveTo(Math.Min(start + column, end));
    }

    /// <summary>The start of the word before the cursor.</summary>
    public int PreviousWord()
    {
        var position = Cursor;
        while (position > 0 && !IsWord(Text[position - 1]))
            position--;
        while (position > 0 && IsWord(Text[position - 1]))
            position--;
        return position;
    }

    /// <summary>The end of the word after the cursor.</summary>
    public int NextWord()
    {
        var position = Cursor;
        while (position < Text.Length && !IsWord(Text[position]))
            position++;
        while (position < Text.Length && IsWord(Text[position]))
            position++;
        return position;
    }

    /// <summary>The start of what stands between blanks before the cursor.</summary>
    public int PreviousBlank()
    {
        var position = Cursor;
        while (position > 0 && char.IsWhiteSpace(Text[position - 1]))
            position--;
        while (position > 0 && !char.IsWhiteSpace(Text[position - 1]))
            position--;
        return position;
    }

    /// <summary>Exchanges the elements on both sides of the cursor, at a line's end the two before it.</summary>
    public void Transpose()
    {
        var middle = Cursor == LineEnd ? TextElements.Previous(Text, Cursor) : Cursor;
        if (middle <= LineStart || middle >= LineEnd)
            return;
        var (first, last) = (TextElements.Previous(Text, middle), TextElements.Next(Text, middle));
        Change(first, last, string.Concat(Text.AsSpan(middle, last - middle), Text.AsSpan(first, middle - first)));
    }

    /// <summary>Takes the last change back.</summary>
    public void Undo()
    {
        if (undo.Undo(new BufferState(Text, Cursor)) is { } state)
            Set(state.Text, state.Cursor);
    }

    /// <summary>Makes the change again that was taken back last.</summary>
    public void Redo()
    {
        if (undo.Redo(new BufferState(Text, Cursor)) is { } state)
            Set(state.Text, state.Cursor);
    }

    /// <summary>A text without what has no place in an entry: line ends are line feeds, halves of characters are replaced.</summary>
    public static string Clean(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.Replace("\r\n", "\n").Replace('\r', '\n').EnumerateRunes())
        {
            if (rune.Value is '\n' or '\t' || !Rune.IsControl(rune))
                result.Append(rune.ToString());
        }

        return result.ToString();
    }

    private static bool IsWord(char character) => char.IsLetterOrDigit(character) || character == '_' || char.IsSurrogate(character);

    private void Set(string text, int cursor)
    {
        Text = text;
        Cursor = TextElements.Snap(text, cursor);
    }
}
