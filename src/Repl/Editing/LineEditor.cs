using Dsl.Repl.Editing.Assistance;
using Dsl.Repl.Editing.Buffers;
using Dsl.Repl.Editing.Devices;
using Dsl.Repl.Editing.History;
using Dsl.Repl.Editing.Screen;
using Dsl.Repl.Prompt;

namespace Dsl.Repl.Editing;

/// <summary>
/// Reads entries from a terminal, key by key, and shows what is typed. Nothing that is shown at a key waits for the checker: signatures come from another
/// thread when nothing is typed, the menu when it is asked for.
/// </summary>
internal sealed partial class LineEditor : IEntrySource, IDisposable
{
    /// <summary>The prompt before the first line of an entry.</summary>
    public const string FirstPrompt = "nn> ";

    /// <summary>The prompt before each further line.</summary>
    public const string NextPrompt = "...> ";

    private static readonly TimeSpan IdleAfter = TimeSpan.FromMilliseconds(150);

    private readonly ITerminalDevice device;
    private readonly IHistory history;
    private readonly IEntryAssistance assistance;
    private readonly bool hasColors;
    private readonly ScreenPainter painter;
    private readonly SignatureWatch watch;
    private readonly HistoryWalk walk;
    private readonly EditBuffer buffer = new();
    private readonly List<string> killed = [];
    private volatile bool isDropped;
    private CompletionMenu? menu;
    private HistorySearch? search;
    private SignatureNote? signature;
    private string? remark;
    private (string Text, int Cursor)? asked;
    private string? colored;
    private IReadOnlyList<StyledSpan> colors = [];
    private EditAction lastAction;
    private TerminalSize paintedSize;

    /// <param name="device">The terminal.</param>
    /// <param name="history">Earlier entries.</param>
    /// <param name="assistance">Knows the language.</param>
    /// <param name="hasColors">Whether the terminal shows colours.</param>
    public LineEditor(ITerminalDevice device, IHistory history, IEntryAssistance assistance, bool hasColors)
    {
        this.device = device;
        this.history = history;
        this.assistance = assistance;
        this.hasColors = hasColors;
        painter = new ScreenPainter(device, hasColors);
        watch = new SignatureWatch(assistance, device.Wake);
        walk = new HistoryWalk(history);
    }

    /// <summary>Called once, when the first prompt is on the screen: the time to prepare what the first entry needs.</summary>
    public Action? WhenShown { get; set; }

    /// <summary>What is being edited.</summary>
    internal EditBuffer Buffer => buffer;

    /// <summary>What is shown.</summary>
    internal ScreenFrame? Shown => painter.Shown;

    /// <summary>Never: what would be too long is not taken in.</summary>
    public bool IsCutOff => false;

    /// <summary>Reads one entry and adds it to the history.</summary>
    /// <returns>Its text; null when there will be none, because Ctrl+D was pressed or the terminal is gone.</returns>
    public string? Read()
    {
        Begin();
        assistance.Begin();
        device.Begin();
        try
        {
            Paint();
            WhenShown?.Invoke();
            WhenShown = null;
            while (true)
            {
                var input = device.Read(NeedsSignature() ? IdleAfter : null);
                if (Take(input) is not { } outcome)
                {
                    Paint();
                    continue;
                }

                watch.Stop();
                ShowWhole();
                if (outcome == EditOutcome.Left)
                    return null;
                history.Add(buffer.Text);
                return buffer.Text;
            }
        }
        finally
        {
            painter.Leave();
            device.End();
        }
    }

    public void Drop()
    {
        isDropped = true;
        device.Wake();
    }

    public void Dispose() => watch.Dispose();

    private void Begin()
    {
        buffer.Clear();
        walk.End();
        menu = null;
        search = null;
        signature = null;
        remark = null;
        asked = null;
        isDropped = false;
        lastAction = EditAction.None;
    }

    // What comes of an input: null while the entry goes on.
    private EditOutcome? Take(TerminalInput input)
    {
        switch (input.Kind)
        {
            case InputKind.Resized:
                painter.EraseAfterResize(device.Size);
                return null;
            case InputKind.Woken:
                if (isDropped)
                    ClearEntry();
                if (watch.TryTake(out var note))
                    signature = note;
                return null;
            case InputKind.Nothing:
                if (watch.Begin(buffer.Text, buffer.Cursor))
                    asked = (buffer.Text, buffer.Cursor);
                return null;
            case InputKind.Ended:
                return EditOutcome.Left;
        }

        var action = KeyBindings.Find(input);
        if (action == EditAction.None)
            return null;
        remark = null;
        var outcome = search is not null && TakeInSearch(action, input) || menu is not null && TakeInMenu(action, input) ? null : Apply(action, input);
        lastAction = action;
        if (signature is { } shown && (buffer.Cursor <= shown.Start || buffer.Text.Length <= shown.Start))
            signature = null;
        return outcome;
    }

    private bool NeedsSignature() =>
        search is null && menu is null && buffer.Text.Contains('(', StringComparison.Ordinal) && asked != (buffer.Text, buffer.Cursor);

    private void Paint()
    {
        var size = SizeNow();
        painter.Show(FrameComposer.Compose(Layout(size.Columns - 1), Below(size.Columns - 1), size.Rows));
    }

    // A key may come before the word that the window has another size.
    private TerminalSize SizeNow()
    {
        var size = device.Size;
        if (size != paintedSize)
            painter.EraseAfterResize(size);
        return paintedSize = size;
    }

    // Before the editor is left, the entry is shown without anything below, and from its beginning, however long it is.
    private void ShowWhole()
    {
        menu = null;
        search = null;
        signature = null;
        remark = null;
        var size = SizeNow();
        buffer.MoveTo(buffer.Text.Length);
        var layout = Layout(size.Columns - 1);
        if (layout.Rows.Count > size.Rows)
            painter.Erase();
        painter.Show(FrameComposer.Compose(layout, [], int.MaxValue));
    }

    private EntryLayout Layout(int columns)
    {
        if (search?.Found is not { } found)
            return EntryLayout.Of(FirstPrompt, NextPrompt, buffer.Text, buffer.Cursor, ColorsOf(buffer.Text), columns);
        StyledSpan[] match = [new StyledSpan(search.Position, search.Query.Length, ScreenStyle.Match)];
        return EntryLayout.Of(FirstPrompt, NextPrompt, found, search.Position, match, columns);
    }

    private IReadOnlyList<StyledSpan> ColorsOf(string text)
    {
        if (!hasColors)
            return [];
        if (!ReferenceEquals(text, colored))
            (colored, colors) = (text, assistance.Colors(text));
        return colors;
    }

    private IReadOnlyList<ScreenRow> Below(int columns)
    {
        if (search is not null)
        {
            var row = new ScreenRow();
            row.Add(search.Found is null && search.Query.Length > 0 ? "search, nothing found: " : "search: ", ScreenStyle.Remark, columns);
            row.Add(search.Query, ScreenStyle.Plain, columns);
            return [row];
        }

        if (menu is not null)
            return menu.Rows(columns, hasColors);
        if (remark is not null)
            return SignatureRows.Of(new SignatureNote(0, remark, 0, 0), columns);
        return signature is null ? [] : SignatureRows.Of(signature, columns);
    }
}
