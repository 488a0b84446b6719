namespace Dsl.Repl.Editing.Buffers;

/// <summary>What a text was before each change. Characters typed one after another are one change.</summary>
internal sealed class UndoHistory
{
    private const int MostStates = 500;
    private const int MostCharacters = 8 << 20;

    private readonly LinkedList<BufferState> before = new();
    private readonly Stack<BufferState> after = new();
    private int characters;
    private bool isTyping;

    /// <summary>Notes what was there before a change.</summary>
    /// <param name="state">The text and its cursor.</param>
    /// <param name="isTyping">Whether the change belongs to the one before, if that was typing too.</param>
    public void Remember(BufferState state, bool isTyping)
    {
        after.Clear();
        if (!(isTyping && this.isTyping))
            Push(state);
        this.isTyping = isTyping;
    }

    /// <summary>What is typed from here on is a change of its own.</summary>
    public void EndTyping() => isTyping = false;

    /// <summary>What was before the last change; null when nothing was changed.</summary>
    /// <param name="now">What is there now, to come back to.</param>
    public BufferState? Undo(BufferState now)
    {
        isTyping = false;
        if (before.Last is not { } last)
            return null;
        before.RemoveLast();
        characters -= last.Value.Text.Length;
        after.Push(now);
        return last.Value;
    }

    /// <summary>What was there before the last undoing; null when none was or something was changed since.</summary>
    public BufferState? Redo(BufferState now)
    {
        isTyping = false;
        if (after.Count == 0)
            return null;
        Push(now);
        return after.Pop();
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        before.Clear();
        after.Clear();
        characters = 0;
        isTyping = false;
    }

    private void Push(BufferState state)
    {
        before.AddLast(state);
        characters += state.Text.Length;
        while (before.Count > 1 && (before.Count > MostStates || characters > MostCharacters))
        {
            characters -= before.First!.Value.Text.Length;
            before.RemoveFirst();
        }
    }
}
