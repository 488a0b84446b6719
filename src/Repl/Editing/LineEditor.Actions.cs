using Dsl.Repl.Editing.Buffers;
using Dsl.Repl.Editing.Devices;
using Dsl.Repl.Editing.Screen;

namespace Dsl.Repl.Editing;

/// <summary>What keys do to the entry.</summary>
internal sealed partial class LineEditor
{
    private const string TabIndentation = "  ";

    private EditOutcome? Apply(EditAction action, TerminalInput input)
    {
        if (action is not (EditAction.Up or EditAction.Down or EditAction.Older or EditAction.Newer))
            walk.End();
        switch (action)
        {
            case EditAction.Enter when ShouldSubmit():
                return EditOutcome.Submitted;
            case EditAction.DeleteOrLeave when buffer.Text.Length == 0:
                return EditOutcome.Left;
            case EditAction.Enter or EditAction.BreakLine:
                // Pasted lines bring their own indentation.
                buffer.Insert(input.IsFollowed ? "\n" : "\n" + Indentation.After(buffer.Text, buffer.Cursor));
                break;
            case EditAction.Insert:
                Type(input.Character.ToString());
                break;
            case EditAction.Paste:
                Paste(input.Text!);
                break;
            case EditAction.Complete or EditAction.CompleteBackwards:
                Complete();
                break;
            case EditAction.ClearEntry:
                ClearEntry();
                break;
            case EditAction.Search or EditAction.SearchForward:
                search = new HistorySearch(history);
                break;
            case EditAction.ClearScreen:
                painter.Clear();
                break;
            case EditAction.Suspend:
                Suspend();
                break;
            case EditAction.Up or EditAction.Older:
                GoUp(action == EditAction.Older);
                break;
            case EditAction.Down or EditAction.Newer:
                GoDown(action == EditAction.Newer);
                break;
            default:
                Edit(action);
                break;
        }

        return null;
    }

    private void Edit(EditAction action)
    {
        switch (action)
        {
            case EditAction.Left:
                buffer.MoveTo(TextElements.Previous(buffer.Text, buffer.Cursor));
                break;
            case EditAction.Right:
                buffer.MoveTo(TextElements.Next(buffer.Text, buffer.Cursor));
                break;
            case EditAction.WordLeft:
                buffer.MoveTo(buffer.PreviousWord());
                break;
            case EditAction.WordRight:
                buffer.MoveTo(buffer.NextWord());
                break;
            case EditAction.LineStart:
                buffer.MoveTo(buffer.LineStart);
                break;
            case EditAction.LineEnd:
                buffer.MoveTo(buffer.LineEnd);
                break;
            case EditAction.EntryStart:
                buffer.MoveTo(0);
                break;
            case EditAction.EntryEnd:
                buffer.MoveTo(buffer.Text.Length);
                break;
            case EditAction.Backspace:
                Backspace();
                break;
            case EditAction.Delete or EditAction.DeleteOrLeave:
                buffer.Remove(buffer.Cursor, TextElements.Next(buffer.Text, buffer.Cursor));
                break;
            case EditAction.DeleteWordBefore:
                Kill(buffer.PreviousWord(), buffer.Cursor);
                break;
            case EditAction.DeleteWordAfter:
                Kill(buffer.Cursor, buffer.NextWord());
                break;
            case EditAction.DeleteBlankBefore:
                Kill(buffer.PreviousBlank(), buffer.Cursor);
                break;
            case EditAction.DeleteToLineStart:
                Kill(buffer.LineStart, buffer.Cursor);
                break;
            case EditAction.DeleteToLineEnd:
                Kill(buffer.Cursor, buffer.Cursor == buffer.LineEnd ? TextElements.Next(buffer.Text, buffer.Cursor) : buffer.LineEnd);
                break;
            case EditAction.Yank:
                buffer.Insert(string.Concat(killed));
                break;
            case EditAction.Transpose:
                buffer.Transpose();
                break;
            case EditAction.Undo:
                buffer.Undo();
                break;
            case EditAction.Redo:
                buffer.Redo();
                break;
        }
    }

    // A blank last line ends an entry that the parser would go on with.
    private bool ShouldSubmit()
    {
        var text = buffer.Text;
        return string.IsNullOrWhiteSpace(text) || assistance.IsComplete(text)
            || (buffer.IsOnLastLine && !buffer.IsOnFirstLine && string.IsNullOrWhiteSpace(text[buffer.LineStart..]));
    }

    private void Type(string character)
    {
        if (character == "}" && buffer.Cursor == buffer.LineEnd && !buffer.IsOnFirstLine && string.IsNullOrWhiteSpace(buffer.Text[buffer.LineStart..buffer.Cursor])
            && Indentation.OfClosing(buffer.Text, buffer.Cursor) is { } blanks)
            buffer.Change(buffer.LineStart, buffer.Cursor, blanks + character);
        else
            buffer.Insert(character, isTyping: true);
    }

    // What does not fit is told; nobody should look for what was pasted and is not there.
    private void Paste(string pasted)
    {
        var text = PastedText.Clean(pasted, buffer.Text.Length == 0);
        if (buffer.Text.Length + text.Length > EditBuffer.Capacity)
            remark = $"an entry has at most {EditBuffer.Capacity} characters; :load runs a longer script from a file";
        else
            buffer.Insert(text);
    }

    // Before the first sign of a line it takes an indentation back.
    private void Backspace()
    {
        var start = buffer.LineStart;
        var blanks = buffer.Cursor - start;
        var isIndentation = blanks >= TabIndentation.Length && buffer.Text.AsSpan(start, blanks).IndexOfAnyExcept(' ') < 0;
        buffer.Remove(isIndentation ? buffer.Cursor - (blanks % 2 == 0 ? 2 : 1) : TextElements.Previous(buffer.Text, buffer.Cursor), buffer.Cursor);
    }

    // What several keys delete one after another comes back together.
    private void Kill(int start, int end)
    {
        var isFurther = IsKill(lastAction);
        var isBefore = end == buffer.Cursor && start < end;
        var text = buffer.Remove(start, end);
        if (text.Length == 0)
            return;
        if (!isFurther)
            killed.Clear();
        killed.Insert(isBefore ? 0 : killed.Count, text);
    }

    private static bool IsKill(EditAction action) => action is EditAction.DeleteWordBefore or EditAction.DeleteWordAfter or EditAction.DeleteBlankBefore
        or EditAction.DeleteToLineStart or EditAction.DeleteToLineEnd;

    private void ClearEntry()
    {
        watch.Stop();
        ShowWhole();
        painter.Leave();
        Begin();
    }

    private void Suspend()
    {
        ShowWhole();
        painter.Leave();
        device.Suspend();
    }

    private void GoUp(bool isThroughHistory)
    {
        if (!isThroughHistory && !walk.HasBegun && !buffer.IsOnFirstLine)
            buffer.MoveLine(-1);
        else if (walk.Older(buffer.Text, buffer.Cursor) is { } older)
            buffer.Replace(older, older.Length);
    }

    private void GoDown(bool isThroughHistory)
    {
        if (!isThroughHistory && !walk.HasBegun && !buffer.IsOnLastLine)
            buffer.MoveLine(1);
        else if (walk.Newer(buffer.Text) is { } newer)
            buffer.Replace(newer, newer.Length);
    }
}
