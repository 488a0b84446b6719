using Dsl.Repl.Editing.Assistance;
using Dsl.Repl.Editing.Devices;
using Dsl.Repl.Editing.Screen;

namespace Dsl.Repl.Editing;

/// <summary>The menu and the search, while they are open.</summary>
internal sealed partial class LineEditor
{
    private void Complete()
    {
        if (string.IsNullOrWhiteSpace(buffer.Text[buffer.LineStart..buffer.Cursor]))
        {
            buffer.Insert(TabIndentation);
            return;
        }

        watch.Stop();
        if (assistance.Complete(buffer.Text, buffer.Cursor) is not { Items.Count: > 0 } found)
            return;
        if (found.Items.Count == 1)
        {
            Accept(found.Items[0], found.Start, found.End);
            return;
        }

        // What all have in common needs no choice.
        var common = CommonPrefix(found.Items);
        if (common.Length > buffer.Cursor - found.Start && common.StartsWith(buffer.Text[found.Start..buffer.Cursor], StringComparison.Ordinal))
        {
            buffer.Change(found.Start, found.End, common);
            found = found with { End = found.Start + common.Length };
        }

        menu = new CompletionMenu(found);
    }

    private static string CommonPrefix(IReadOnlyList<Suggestion> items)
    {
        var common = items[0].Insertion;
        foreach (var item in items)
            common = common[..common.AsSpan().CommonPrefixLength(item.Insertion)];
        return common;
    }

    private void Accept(Suggestion suggestion, int start, int end)
    {
        buffer.Change(start, end, suggestion.Insertion);
        buffer.MoveTo(start + suggestion.Caret);
    }

    // Whether the key was meant for the menu; any other closes it and does what it does.
    private bool TakeInMenu(EditAction action, TerminalInput input)
    {
        var open = menu!;
        switch (action)
        {
            case EditAction.Complete when open.IsCertain:
                menu = null;
                Accept(open.Chosen, open.Start, open.End);
                return true;
            case EditAction.Complete or EditAction.Down:
                open.Move(1);
                return true;
            case EditAction.CompleteBackwards or EditAction.Up:
                open.Move(-1);
                return true;
            case EditAction.Enter:
                menu = null;
                Accept(open.Chosen, open.Start, open.End);
                return true;
            case EditAction.Cancel:
                menu = null;
                return true;
            case EditAction.Insert or EditAction.Backspace:
                menu = null;
                Apply(action, input);
                if (open.Narrow(buffer.Text, buffer.Cursor))
                    menu = open;
                return true;
            default:
                menu = null;
                return false;
        }
    }

    // Whether the key was meant for the search; any other ends it at what was found, and does what it does.
    private bool TakeInSearch(EditAction action, TerminalInput input)
    {
        var open = search!;
        switch (action)
        {
            case EditAction.Insert:
                open.Change(open.Query + input.Character);
                return true;
            case EditAction.Backspace:
                open.Change(open.Query[..TextElements.Previous(open.Query, open.Query.Length)]);
                return true;
            case EditAction.Search or EditAction.Up:
                open.Go(-1);
                return true;
            case EditAction.SearchForward or EditAction.Down:
                open.Go(1);
                return true;
            case EditAction.Cancel:
                search = null;
                return true;
            default:
                search = null;
                if (open.Found is { } found)
                    buffer.Replace(found, action == EditAction.Enter ? found.Length : open.Position);
                return false;
        }
    }
}
