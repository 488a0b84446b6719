namespace Dsl.Repl.Editing.Buffers;

/// <summary>A text and the place of the cursor in it at some moment.</summary>
internal readonly record struct BufferState(string Text, int Cursor);
